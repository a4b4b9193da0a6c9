import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { requireMayTouch } from "./owners";
import { invitationColumns, toInvitationView } from "./rows";
import type { InvitationView, RevokeInvitationInput } from "./schema";

/**
 * Makes an invitation's link useless. Doing it twice is no error.
 * @throws NotFoundError no such invitation of the caller's organisation
 * @throws ConflictError it was accepted already
 */
export async function revokeInvitation(
  caller: Caller,
  input: RevokeInvitationInput,
): Promise<InvitationView> {
  requirePermission(caller, "members:manage");
  return change(caller, {}, async (db) => {
    const row = await db.invitation.findFirst({
      where: { id: input.invitation_id },
      select: invitationColumns,
    });
    if (!row) throw new NotFoundError("invitation", input.invitation_id);
    requireMayTouch(caller, row.role);
    // The state sits in the filter, so revoking and accepting at once has one winner.
    const { count } = await db.invitation.updateMany({
      where: { id: row.id, acceptedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) {
      throw new ConflictError("This invitation was accepted already.", {
        nextStep: "Remove the member instead.",
      });
    }
    await recordAudit(db, caller, {
      action: "invitation.revoke",
      targetKind: "invitation",
      targetId: row.id,
    });
    return toInvitationView(row);
  });
}
