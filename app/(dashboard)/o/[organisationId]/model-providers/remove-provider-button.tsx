"use client";

import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { removeModelProviderAction } from "./actions";

interface RemoveProviderButtonProps {
  organisationId: string;
  providerId: string;
  name: string;
  /** How many chatbots use it. */
  chatbots: number;
}

export function RemoveProviderButton({
  organisationId,
  providerId,
  name,
  chatbots,
}: RemoveProviderButtonProps) {
  const toast = useToast();

  async function remove(): Promise<string | undefined> {
    const result = await removeModelProviderAction(organisationId, { provider_id: providerId });
    if (!result.ok) return errorText(result.error);
    toast({ title: `${name} removed` });
  }

  const use =
    chatbots === 0
      ? "No chatbot uses it."
      : `${chatbots === 1 ? "One chatbot uses it and" : `${chatbots.toLocaleString("en")} chatbots use it and`} will answer with the built-in answerer.`;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive-outline" size="sm" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
      title={`Remove ${name}?`}
      description={`Its key is deleted. ${use}`}
      confirmLabel={`Remove ${name}`}
      destructive
      onConfirm={remove}
    />
  );
}
