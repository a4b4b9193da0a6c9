"use client";

import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { MIN_PASSWORD_LENGTH } from "@/lib/people/values";
import { setUpAction } from "./actions";

export function SetupForm({ token }: { token: string }) {
  return (
    <ActionForm
      action={setUpAction}
      extra={{ token }}
      onSuccess={({ projectId }) =>
        window.location.assign(projectId ? routes.project(projectId).overview : routes.home)
      }
    >
      {({ errorOf, pending }) => (
        <>
          <Field label="Your name" error={errorOf("name")}>
            {(control) => <Input {...control} name="name" autoComplete="name" autoFocus />}
          </Field>
          <Field label="E-mail" hint="You sign in with it." error={errorOf("email")}>
            {(control) => (
              <Input {...control} name="email" type="email" autoComplete="username" spellCheck={false} />
            )}
          </Field>
          <Field
            label="Password"
            hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
            error={errorOf("password")}
          >
            {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
          </Field>
          <div className="my-1 h-px bg-border" />
          <Field
            label="Organisation"
            hint="Your company, with its members and plan."
            error={errorOf("organisation_name")}
          >
            {(control) => <Input {...control} name="organisation_name" autoComplete="organization" />}
          </Field>
          <Field
            label="First project"
            hint="One business or shop. It gets a chatbot at once; you can add more projects later."
            error={errorOf("project_name")}
          >
            {(control) => <Input {...control} name="project_name" autoComplete="off" />}
          </Field>
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            Create account
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
