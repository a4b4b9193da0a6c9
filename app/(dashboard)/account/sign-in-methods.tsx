"use client";

import { useState } from "react";
import { ActionForm, sentence } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { providerAddress } from "@/components/sign-in/provider-address";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { connectIdentityAction, disconnectIdentityAction } from "./actions";

type Provider = { id: "google" | "github"; name: string; isConnected: boolean };

/** Google and GitHub as ways to sign in, each to be connected or disconnected. */
export function SignInMethods({ providers, hasPassword }: { providers: Provider[]; hasPassword: boolean }) {
  return (
    <ul className="grid gap-4">
      {providers.map((provider) => (
        <li key={provider.id} className="grid gap-3">
          {provider.isConnected ? (
            <Connected provider={provider} />
          ) : (
            <NotConnected provider={provider} hasPassword={hasPassword} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Connected({ provider: { id, name } }: { provider: Provider }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <span>
        {name} <span className="text-muted-foreground text-sm">connected</span>
      </span>
      <ConfirmDialog
        trigger={<Button variant="outline">Disconnect {name}</Button>}
        title={`Disconnect ${name}?`}
        description={`You can't sign in with ${name} any more until you connect it again. Every other browser where you are signed in is signed out.`}
        confirmLabel={`Disconnect ${name}`}
        onConfirm={async () => {
          const result = await disconnectIdentityAction({ provider: id });
          return result.ok ? undefined : sentence(result.error);
        }}
      />
    </div>
  );
}

function NotConnected({ provider: { id, name }, hasPassword }: { provider: Provider; hasPassword: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const [error, setError] = useState<string>();

  async function leave() {
    setLeaving(true);
    setError(undefined);
    try {
      window.location.assign(await providerAddress(id, routes.account));
    } catch {
      setLeaving(false);
      setError("That did not work. Check your connection and try again.");
    }
  }

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span>
          {name} <span className="text-muted-foreground text-sm">not connected</span>
        </span>
        {!isOpen && (
          <Button variant="outline" onClick={() => setOpen(true)}>
            Connect {name}
          </Button>
        )}
      </div>
      {isOpen && (
        <ActionForm action={connectIdentityAction} extra={{ provider: id }} onSuccess={leave}>
          {({ errorOf, pending }) => (
            <>
              <FormError message={error} />
              {hasPassword && (
                <Field
                  label="Your password"
                  hint={`So that nobody else can connect their ${name} account to yours.`}
                  error={errorOf("current_password")}
                  className="max-w-sm"
                >
                  {(control) => (
                    <Input
                      {...control}
                      name="current_password"
                      type="password"
                      autoComplete="current-password"
                      autoFocus
                    />
                  )}
                </Field>
              )}
              <div className="flex flex-wrap gap-2">
                <SubmitButton pending={pending || isLeaving}>Continue to {name}</SubmitButton>
                <Button type="button" variant="outline" onClick={() => setOpen(false)}>
                  Cancel
                </Button>
              </div>
            </>
          )}
        </ActionForm>
      )}
    </>
  );
}
