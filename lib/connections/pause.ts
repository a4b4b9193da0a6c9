import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { lockConnection, requireStanding, viewConnection } from "./rows";
import type { ConnectionView, PauseConnectionInput } from "./schema";

/**
 * Holds a connection up until it is resumed: its next request gets 403, also for tools that only read. Its tokens are
 * kept, so that nobody has to connect anew. Pausing what is paused changes nothing.
 * @throws NotFoundError no such connection among those the caller may see
 * @throws ConflictError it has ended
 */
export async function pauseConnection(caller: Caller, input: PauseConnectionInput): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const before = await lockConnection(db, caller, input.connection_id);
    requireStanding(before);
    if (before.pausedAt) return viewConnection(db, before);
    const pausedAt = new Date();
    await db.connection.updateMany({ where: { id: before.id }, data: { pausedAt } });
    await recordAudit(db, caller, {
      action: "connection.pause",
      targetKind: "connection",
      targetId: before.id,
      details: { label: before.label, client: before.clientName },
    });
    return viewConnection(db, { ...before, pausedAt });
  });
}
