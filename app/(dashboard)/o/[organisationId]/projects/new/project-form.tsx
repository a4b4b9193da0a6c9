"use client";

import { useRouter } from "next/navigation";
import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { createProjectAction } from "../actions";

export function ProjectForm({ organisationId }: { organisationId: string }) {
  const router = useRouter();
  const action = createProjectAction.bind(null, organisationId);
  return (
    <ActionForm action={action} onSuccess={(project) => router.push(routes.project(project.id).overview)}>
      {({ errorOf, pending }) => (
        <>
          <Field label="Name" error={errorOf("name")}>
            {(control) => <Input {...control} name="name" autoComplete="off" autoFocus />}
          </Field>
          <Field
            label="Currency"
            hint="Three letters. Used for imported prices that name none."
            error={errorOf("currency")}
          >
            {(control) => (
              <Input
                {...control}
                name="currency"
                defaultValue="USD"
                maxLength={3}
                className="w-24 uppercase"
              />
            )}
          </Field>
          <div>
            <SubmitButton pending={pending}>Create project</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
