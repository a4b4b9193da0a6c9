"use client";

import { Field } from "@/components/ui/field";
import { NativeSelect, Options } from "@/components/ui/native-select";
import type { ConsentOrganisation } from "@/lib/oauth/schema";

export interface OrganisationChoiceProps {
  organisations: readonly ConsentOrganisation[];
  chosen: string;
  error?: string | undefined;
  onChange: (organisationId: string) => void;
}

export function OrganisationChoice({ organisations, chosen, error, onChange }: OrganisationChoiceProps) {
  return (
    <Field label="Organisation" error={error}>
      {(control) => (
        <NativeSelect
          {...control}
          name="organisation"
          value={chosen}
          onChange={(event) => onChange(event.target.value)}
        >
          <Options of={organisations.map(({ id, name }) => [id, name])} />
        </NativeSelect>
      )}
    </Field>
  );
}
