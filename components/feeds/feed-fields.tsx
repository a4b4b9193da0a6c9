import { FEED_INTERVALS } from "@/components/feeds/intervals";
import type { FormState } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";

interface FeedFieldsProps {
  errorOf: FormState["errorOf"];
  feed?: { name: string; url: string; interval_hours: number };
}

/** Name, address and schedule of a feed. */
export function FeedFields({ errorOf, feed }: FeedFieldsProps) {
  const hours = feed?.interval_hours ?? 24;
  const isKnown = FEED_INTERVALS.some((interval) => interval.hours === hours);
  return (
    <>
      <Field label="Name" hint="For your own use, such as “Web shop”." error={errorOf("name")} required>
        {(control) => (
          <Input {...control} name="name" maxLength={80} autoComplete="off" defaultValue={feed?.name} />
        )}
      </Field>
      <Field
        label="Address"
        hint="The feed your shop makes for Google Merchant Center (XML, CSV or TSV), or a Shopify CSV. Without a user name and password in it."
        error={errorOf("url")}
        required
      >
        {(control) => (
          <Input
            {...control}
            name="url"
            type="url"
            inputMode="url"
            maxLength={2_000}
            autoComplete="off"
            placeholder="https://www.example.com/feeds/google.xml"
            defaultValue={feed?.url}
          />
        )}
      </Field>
      <Field label="Read it" error={errorOf("interval_hours")} required>
        {(control) => (
          <NativeSelect {...control} name="interval_hours" defaultValue={hours}>
            {!isKnown && <option value={hours}>Every {hours} hours</option>}
            <Options of={FEED_INTERVALS.map((interval) => [interval.hours, interval.label])} />
          </NativeSelect>
        )}
      </Field>
    </>
  );
}
