"use client";

import { sentence } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { revokeInvitationAction } from "./actions";

export interface RevokeInvitationProps {
  organisationId: string;
  invitationId: string;
  /** Whom it is for, in words. */
  whom: string;
}

export function RevokeInvitation({ organisationId, invitationId, whom }: RevokeInvitationProps) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Withdraw the invitation for ${whom}`}>
          Withdraw
        </Button>
      }
      title="Withdraw this invitation?"
      description={`The link for ${whom} stops working at once.`}
      confirmLabel="Withdraw invitation"
      destructive
      onConfirm={async () => {
        const result = await revokeInvitationAction(organisationId, { invitation_id: invitationId });
        return result.ok ? undefined : sentence(result.error);
      }}
    />
  );
}
