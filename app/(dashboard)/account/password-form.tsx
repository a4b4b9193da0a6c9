"use client";

import { ActionForm } from "@/components/forms/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useToast } from "@/components/ui/toast";
import { MIN_PASSWORD_LENGTH } from "@/lib/people/values";
import { changePasswordAction } from "./actions";

export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const toast = useToast();
  return (
    <ActionForm
      action={changePasswordAction}
      resets
      onSuccess={() =>
        toast({ title: "Password changed", description: "Your other sessions were signed out." })
      }
    >
      {({ errorOf, pending }) => (
        <>
          {hasPassword && (
            <Field label="Current password" error={errorOf("current_password")} className="max-w-sm">
              {(control) => (
                <Input {...control} name="current_password" type="password" autoComplete="current-password" />
              )}
            </Field>
          )}
          <Field
            label="New password"
            hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
            error={errorOf("new_password")}
            className="max-w-sm"
          >
            {(control) => (
              <Input {...control} name="new_password" type="password" autoComplete="new-password" />
            )}
          </Field>
          <div>
            <SubmitButton pending={pending}>{hasPassword ? "Change password" : "Set password"}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
