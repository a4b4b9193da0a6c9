"use client";

import { TimeZoneSelect } from "@/components/format/time-zone-select";
import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import { setTimeZoneAction } from "./actions";

export function TimeZoneForm({ chosen, zones }: { chosen: string | null; zones: readonly string[] }) {
  const toast = useToast();
  return (
    <ActionForm action={setTimeZoneAction} onSuccess={() => toast({ title: "Time zone saved" })}>
      {({ errorOf, pending }) => (
        <>
          <Field label="Time zone" error={errorOf("time_zone")} className="max-w-sm">
            {(control) => (
              <TimeZoneSelect
                {...control}
                name="time_zone"
                zones={zones}
                defaultValue={chosen ?? ""}
                automatic="That of the browser"
              />
            )}
          </Field>
          <div>
            <SubmitButton pending={pending}>Save time zone</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
