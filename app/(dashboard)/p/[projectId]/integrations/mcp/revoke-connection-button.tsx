"use client";

import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { revokeConnectionAction } from "./actions";

interface RevokeConnectionButtonProps {
  organisationId: string;
  connectionId: string;
  label: string;
  clientName: string;
}

export function RevokeConnectionButton(props: RevokeConnectionButtonProps) {
  const { organisationId, connectionId, label, clientName } = props;
  const toast = useToast();

  async function revoke(): Promise<string | undefined> {
    const result = await revokeConnectionAction(organisationId, { connection_id: connectionId });
    if (!result.ok) return errorText(result.error);
    toast({ title: "Connection revoked", description: `${label} gets nothing from now on.` });
  }

  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive-outline" size="sm" aria-label={`Revoke ${label}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${label}?`}
      description={
        <>
          {clientName} is cut off at its next request, also in the middle of a task. This can't be undone; to
          use it again, connect it anew.
        </>
      }
      confirmLabel="Revoke connection"
      destructive
      onConfirm={revoke}
    />
  );
}
