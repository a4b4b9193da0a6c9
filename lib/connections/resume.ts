import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { lockConnection, requireStanding, viewConnection } from "./rows";
import type { ConnectionView, ResumeConnectionInput } from "./schema";

/**
 * Lets a paused connection go on, with the tokens its client has. Resuming what is not paused changes nothing.
 * @throws NotFoundError no such connection among those the caller may see
 * @throws ConflictError it has ended
 */
export async function resumeConnection(
  caller: Caller,
  input: ResumeConnectionInput,
): Promise<ConnectionView> {
  return change(caller, {}, async (db) => {
    const before = await lockConnection(db, caller, input.connection_id);
    requireStanding(before);
    if (!before.pausedAt) return viewConnection(db, before);
    await db.connection.updateMany({ where: { id: before.id }, data: { pausedAt: null } });
    await recordAudit(db, caller, {
      action: "connection.resume",
      targetKind: "connection",
      targetId: before.id,
      details: { label: before.label, client: before.clientName },
    });
    return viewConnection(db, { ...before, pausedAt: null });
  });
}
