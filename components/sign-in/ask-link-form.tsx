"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ActionResult } from "@/lib/web/schema";

interface Asked {
  email: string;
  next?: string;
}

export interface AskLinkFormProps {
  action: (input: Asked) => Promise<ActionResult<null>>;
  submitLabel: string;
  /** How long the link works: "15 minutes". */
  lifetime: string;
  /** A path of this installation, already checked. */
  next?: string;
}

/** Has a link sent to an address, and says the same whether or not there is an account. */
export function AskLinkForm({ action, submitLabel, lifetime, next }: AskLinkFormProps) {
  const [isSent, setSent] = useState(false);
  if (isSent) {
    return (
      <Alert title="Look into your mailbox" live>
        If there is an account with that address, a link is on its way. It works once, for {lifetime}. Look
        among the spam too, and ask again if nothing comes within a few minutes.
      </Alert>
    );
  }
  return (
    <ActionForm<Asked, null>
      action={action}
      extra={next === undefined ? undefined : { next }}
      onSuccess={() => setSent(true)}
    >
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
          <SubmitButton size="lg" pending={pending} className="mt-1 w-full">
            {submitLabel}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
