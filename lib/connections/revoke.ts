import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireConnection, viewConnection } from "./rows";
import type { ConnectionView, RevokeConnectionInput } from "./schema";

/**
 * Ends a connection for good: its next request gets 401, and its codes and refresh tokens are gone. Revoking what is
 * already revoked changes nothing and answers the same.
 * @param reason for the audit log, when it was not a person's wish
 * @throws NotFoundError no such connection among those the caller may see
 */
export async function revokeConnection(
  caller: Caller,
  input: RevokeConnectionInput,
  reason?: string,
): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const { id, label, clientName } = await requireConnection(db, caller, input.connection_id);
    // The condition sits in the filter, so of two people who press the button at once one is recorded.
    const { count } = await db.connection.updateMany({
      where: { id, revokedAt: null },
      data: {
        revokedAt: new Date(),
        revokedById: caller.actor.kind === "person" ? caller.actor.userId : null,
      },
    });
    // Authorization artifacts have no tenant of their own; the connection above is proven to be the caller's.
    await db.$executeRaw`DELETE FROM oauth_artifact WHERE grant_id = ${id}`;
    if (count > 0) {
      await recordAudit(db, caller, {
        action: "connection.revoke",
        targetKind: "connection",
        targetId: id,
        details: { label, client: clientName, ...(reason && { reason }) },
      });
    }
    return viewConnection(db, await requireConnection(db, caller, id));
  });
}
