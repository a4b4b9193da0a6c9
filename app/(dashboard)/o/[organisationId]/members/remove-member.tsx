"use client";

import { sentence } from "@/components/forms/action-form";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { MemberView } from "@/lib/people/schema";
import { removeMemberAction } from "./actions";

export interface RemoveMemberProps {
  organisationId: string;
  member: MemberView;
  isSelf: boolean;
}

export function RemoveMember({ organisationId, member, isSelf }: RemoveMemberProps) {
  const label = isSelf ? "Leave" : "Remove";
  return (
    <ConfirmDialog
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={isSelf ? "Leave the organisation" : `Remove ${member.name}`}
        >
          {label}
        </Button>
      }
      title={isSelf ? "Leave this organisation?" : `Remove ${member.name}?`}
      description={
        isSelf
          ? "You lose access at once, and the assistants you connected stop working. To come back you need an invitation."
          : "They lose access at once, and the assistants they connected stop working. Their account stays."
      }
      confirmLabel={isSelf ? "Leave organisation" : "Remove member"}
      destructive
      onConfirm={async () => {
        const result = await removeMemberAction(organisationId, { user_id: member.user_id });
        if (!result.ok) return sentence(result.error);
        if (isSelf) window.location.assign(routes.home);
        return undefined;
      }}
    />
  );
}
