"use client";

import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { signInAction } from "./actions";

/** @param next a path of this installation, already checked */
export function SignInForm({ next }: { next: string }) {
  return (
    // A full load: nothing of a session before may stay in the router's memory.
    <ActionForm action={signInAction} onSuccess={() => window.location.assign(next)}>
      {({ errorOf, pending }) => (
        <>
          <Field label="E-mail" error={errorOf("email")}>
            {(control) => (
              <Input
                {...control}
                name="email"
                type="email"
                autoComplete="username"
                autoFocus
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="Password" error={errorOf("password")}>
            {(control) => (
              <Input {...control} name="password" type="password" autoComplete="current-password" />
            )}
          </Field>
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            Sign in
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
