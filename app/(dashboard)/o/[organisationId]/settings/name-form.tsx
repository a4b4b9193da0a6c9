"use client";

import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import { renameOrganisationAction } from "./actions";

export function OrganisationNameForm({ organisationId, name }: { organisationId: string; name: string }) {
  const toast = useToast();
  return (
    <ActionForm
      action={renameOrganisationAction.bind(null, organisationId)}
      onSuccess={() => toast({ title: "Name saved" })}
    >
      {({ errorOf, pending }) => (
        <>
          <Field label="Name" error={errorOf("name")} className="max-w-sm">
            {(control) => <Input {...control} name="name" autoComplete="organization" defaultValue={name} />}
          </Field>
          <div>
            <SubmitButton pending={pending}>Save name</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
