"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";

const DAY_MS = 86_400_000;

/** A span in days, `never`, or a date of the person's own (`date`, with `day` as `2027-01-31`). */
export interface EndChoice {
  span: "never" | "1" | "7" | "30" | "90" | "date";
  day: string;
}

export const NO_END: EndChoice = { span: "never", day: "" };

/** When a connection with this choice ends, in ISO 8601 UTC; null: never. A day counts to its end where the person is. */
export function endsAt(choice: EndChoice, now = new Date()): string | null {
  if (choice.span === "never") return null;
  if (choice.span !== "date") return new Date(now.getTime() + Number(choice.span) * DAY_MS).toISOString();
  const end = new Date(`${choice.day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? now.toISOString() : end.toISOString();
}

export interface EndDateProps {
  value: EndChoice;
  error?: string | undefined;
  onChange: (choice: EndChoice) => void;
}

export function EndDate({ value, error, onChange }: EndDateProps) {
  return (
    <div className="grid gap-3">
      <Field label="The connection ends" error={value.span === "date" ? undefined : error}>
        {(control) => (
          <NativeSelect
            {...control}
            name="ends"
            value={value.span}
            onChange={(event) => onChange({ ...value, span: event.target.value as EndChoice["span"] })}
          >
            <option value="never">When I end it</option>
            <option value="1">After a day</option>
            <option value="7">After 7 days</option>
            <option value="30">After 30 days</option>
            <option value="90">After 90 days</option>
            <option value="date">On a date…</option>
          </NativeSelect>
        )}
      </Field>
      {value.span === "date" && (
        <Field label="Last day" error={error}>
          {(control) => (
            <Input
              {...control}
              type="date"
              required
              value={value.day}
              onChange={(event) => onChange({ ...value, day: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
