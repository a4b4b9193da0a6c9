import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { invitationColumns, toInvitationView } from "./rows";
import type { InvitationView } from "./schema";

/** Most invitations shown on one page of an organisation. */
const MAX_INVITATIONS = 200;

/** Invitations that can still be accepted, newest first. */
export async function listInvitations(caller: Caller): Promise<InvitationView[]> {
  requirePermission(caller, "members:manage");
  const rows = await dbFor(caller).invitation.findMany({
    where: { acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MAX_INVITATIONS,
    select: invitationColumns,
  });
  return rows.map(toInvitationView);
}
