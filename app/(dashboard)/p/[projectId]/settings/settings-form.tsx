"use client";

import { TimeZoneSelect } from "@/components/format/time-zone-select";
import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import type { ProjectSettings } from "@/lib/projects/schema";
import { updateProjectAction } from "./actions";

export interface SettingsFormProps {
  projectId: string;
  settings: ProjectSettings;
  languages: readonly string[];
  zones: readonly string[];
}

export function SettingsForm({ projectId, settings, languages, zones }: SettingsFormProps) {
  const toast = useToast();
  return (
    <ActionForm
      action={updateProjectAction.bind(null, projectId)}
      onSuccess={() => toast({ title: "Settings saved" })}
    >
      {({ errorOf, pending }) => (
        <>
          <Field label="Name" error={errorOf("name")}>
            {(control) => <Input {...control} name="name" autoComplete="off" defaultValue={settings.name} />}
          </Field>
          <Field
            label="Currency"
            hint="Three letters. Used for imported prices that name none; prices that are here already stay."
            error={errorOf("currency")}
          >
            {(control) => (
              <Input
                {...control}
                name="currency"
                defaultValue={settings.currency}
                maxLength={3}
                className="w-24 uppercase"
              />
            )}
          </Field>
          <Field
            label="Search language"
            hint="In which language your customers and products speak: a search for “shoes” then finds “shoe” as well. After a change, what is here already is read anew in the background."
            error={errorOf("search_language")}
            className="max-w-sm"
          >
            {(control) => (
              <NativeSelect {...control} name="search_language" defaultValue={settings.search_language}>
                <Options
                  of={languages.map((language) => [
                    language,
                    language === "simple"
                      ? "Several, or another one"
                      : `${language.charAt(0).toUpperCase()}${language.slice(1)}`,
                  ])}
                />
              </NativeSelect>
            )}
          </Field>
          <Field
            label="Time zone"
            hint="Where the days of the charts begin. Assistants count days in UTC."
            error={errorOf("time_zone")}
            className="max-w-sm"
          >
            {(control) => (
              <TimeZoneSelect {...control} name="time_zone" zones={zones} defaultValue={settings.time_zone} />
            )}
          </Field>
          <div>
            <SubmitButton pending={pending}>Save settings</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
