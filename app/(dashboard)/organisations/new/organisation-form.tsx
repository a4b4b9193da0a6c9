"use client";

import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { createOrganisationAction } from "./actions";

export function OrganisationForm() {
  return (
    <ActionForm
      action={createOrganisationAction}
      onSuccess={({ project, organisation }) =>
        window.location.assign(
          project ? routes.project(project.id).overview : routes.organisation(organisation.id).projects,
        )
      }
    >
      {({ errorOf, pending }) => (
        <>
          <Field label="Name" hint="Your company, with its members and plan." error={errorOf("name")}>
            {(control) => <Input {...control} name="name" autoComplete="organization" autoFocus />}
          </Field>
          <Field
            label="First project"
            hint="One business or shop. It gets a chatbot at once."
            error={errorOf("project_name")}
          >
            {(control) => <Input {...control} name="project_name" autoComplete="off" />}
          </Field>
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            Create organisation
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
