"use client";

import { useState } from "react";
import type { FieldControl } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";

const OTHER = "other…";

interface SelectOrTypeProps {
  control: FieldControl;
  name: string;
  initial: string;
  groups: readonly { label: string; options: readonly { value: string; label: string }[] }[];
  /** The last option, and the name of the field it opens. */
  other: { option: string; label: string; begin: string };
}

/** A choice among the usual values, with a field for any other. */
export function SelectOrType({ control, name, initial, groups, other }: SelectOrTypeProps) {
  const isUsual = groups.some(({ options }) => options.some(({ value }) => value === initial));
  const [choice, setChoice] = useState(isUsual ? initial : OTHER);
  const isOther = choice === OTHER;
  return (
    <div className="grid gap-2">
      <NativeSelect
        {...control}
        name={isOther ? undefined : name}
        value={choice}
        onChange={(event) => setChoice(event.target.value)}
      >
        {groups.map(({ label, options }) => (
          <optgroup key={label} label={label}>
            <Options of={options.map((option) => [option.value, option.label])} />
          </optgroup>
        ))}
        <option value={OTHER}>{other.option}</option>
      </NativeSelect>
      {isOther && (
        <Input
          name={name}
          aria-label={other.label}
          aria-invalid={control["aria-invalid"]}
          aria-describedby={control["aria-describedby"]}
          defaultValue={isUsual ? other.begin : initial}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </div>
  );
}
