"use client";

import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import type { ProviderKind } from "@/lib/model-providers/schema";
import { saveModelProviderAction } from "./actions";

interface ProviderDialogProps {
  organisationId: string;
  kind: ProviderKind;
  name: string;
  /** Whether it has models that make vectors. */
  canEmbed: boolean;
  /** Null: not set up. */
  provider: { hasKey: boolean; keyHint: string; baseUrl: string; embeddingModel: string } | null;
}

/** Asks for a provider's key and address. A key that is there is never shown. */
export function ProviderDialog({ organisationId, kind, name, canEmbed, provider }: ProviderDialogProps) {
  const [open, setOpen] = useState(false);
  const toast = useToast();
  const isOwnServer = kind === "openai-compatible";
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button
          variant={provider ? "outline" : "default"}
          size="sm"
          aria-label={`${provider ? "Change" : "Set up"} ${name}`}
        >
          {provider ? "Change" : "Set up"}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>{name}</DialogTitle>
          <DialogDescription>
            The key is kept encrypted, is sent to this provider alone, and is never shown again.
          </DialogDescription>
        </DialogHeader>
        <ActionForm
          action={saveModelProviderAction.bind(null, organisationId)}
          extra={{ kind }}
          onSuccess={() => {
            setOpen(false);
            toast({ title: `${name} saved`, description: "Test the connection to see whether it works." });
          }}
        >
          {({ errorOf, pending }) => (
            <>
              <Field
                label="API key"
                required={isOwnServer || provider?.hasKey ? false : undefined}
                hint={
                  provider?.hasKey
                    ? `Leave it empty to keep the key that ends in ${provider.keyHint}.`
                    : undefined
                }
                error={errorOf("key")}
              >
                {(control) => (
                  <Input {...control} name="key" type="password" autoComplete="off" spellCheck={false} />
                )}
              </Field>
              <Field
                label="Address"
                required={isOwnServer ? undefined : false}
                hint={
                  isOwnServer
                    ? "Up to and with /v1, such as https://models.example/v1."
                    : "Only for a proxy of your own. Empty is the provider's own address."
                }
                error={errorOf("base_url")}
              >
                {(control) => (
                  <Input
                    {...control}
                    name="base_url"
                    inputMode="url"
                    autoComplete="off"
                    spellCheck={false}
                    defaultValue={provider?.baseUrl}
                  />
                )}
              </Field>
              {canEmbed && (
                <Field
                  label="Model for search by meaning"
                  required={false}
                  hint="Makes vectors, such as text-embedding-3-small. Retrain your chatbots after a change."
                  error={errorOf("embedding_model")}
                >
                  {(control) => (
                    <Input
                      {...control}
                      name="embedding_model"
                      autoComplete="off"
                      spellCheck={false}
                      defaultValue={provider?.embeddingModel}
                    />
                  )}
                </Field>
              )}
              <SubmitOrCancel pending={pending}>Save</SubmitOrCancel>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
