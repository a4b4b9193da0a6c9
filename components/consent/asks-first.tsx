"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";

export interface AsksFirstProps {
  checked: boolean;
  onChange: (asksFirst: boolean) => void;
}

/** Whether the app's changes wait for a person. */
export function AsksFirst({ checked, onChange }: AsksFirstProps) {
  return (
    <Field
      layout="inline"
      label="Ask me before changes"
      hint="Each change waits until somebody approves it in the dashboard."
    >
      {(control) => (
        <Checkbox
          id={control.id}
          aria-describedby={control["aria-describedby"]}
          name="asks_first"
          checked={checked}
          onCheckedChange={(state) => onChange(state === true)}
        />
      )}
    </Field>
  );
}
