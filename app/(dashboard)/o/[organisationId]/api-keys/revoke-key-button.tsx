"use client";

import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { revokeApiKeyAction } from "./actions";

interface RevokeKeyButtonProps {
  organisationId: string;
  apiKeyId: string;
  name: string;
}

export function RevokeKeyButton({ organisationId, apiKeyId, name }: RevokeKeyButtonProps) {
  const toast = useToast();

  async function revoke(): Promise<string | undefined> {
    const result = await revokeApiKeyAction(organisationId, { api_key_id: apiKeyId });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Key revoked", description: `${name} is refused from now on.` });
  }

  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive-outline" size="sm" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${name}?`}
      description="Whatever uses this key is refused at its next request. This can't be undone."
      confirmLabel="Revoke key"
      destructive
      onConfirm={revoke}
    />
  );
}
