"use client";

import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { MIN_PASSWORD_LENGTH } from "@/lib/people/values";
import { joinAction } from "./actions";

/** For somebody new: creates the account and joins. */
export function JoinForm({ token, email }: { token: string; email: string | null }) {
  return (
    <ActionForm
      action={joinAction}
      extra={{ token }}
      onSuccess={({ organisationId }) => window.location.assign(routes.organisation(organisationId).projects)}
    >
      {({ errorOf, pending }) => (
        <>
          <Field label="Your name" error={errorOf("name")}>
            {(control) => <Input {...control} name="name" autoComplete="name" autoFocus />}
          </Field>
          <Field
            label="E-mail"
            hint={email === null ? "You sign in with it." : "The invitation is for this address."}
            error={errorOf("email")}
          >
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                autoComplete="username"
                spellCheck={false}
                defaultValue={email ?? ""}
                readOnly={email !== null}
              />
            )}
          </Field>
          <Field
            label="Password"
            hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
            error={errorOf("password")}
          >
            {(control) => <Input {...control} name="password" type="password" autoComplete="new-password" />}
          </Field>
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            Create account and join
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
