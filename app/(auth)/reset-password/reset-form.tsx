"use client";

import { ActionForm } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { MIN_PASSWORD_LENGTH } from "@/lib/people/values";
import { resetPasswordAction } from "./actions";

export function ResetForm({ token }: { token: string }) {
  return (
    <ActionForm
      action={resetPasswordAction}
      extra={{ token }}
      onSuccess={() => window.location.assign(routes.signIn)}
    >
      {({ errorOf, pending }) => (
        <>
          <Field
            label="New password"
            hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
            error={errorOf("password")}
          >
            {(control) => (
              <Input {...control} name="password" type="password" autoComplete="new-password" autoFocus />
            )}
          </Field>
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            Save password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
