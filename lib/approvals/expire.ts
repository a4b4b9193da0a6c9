import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";

/** Small enough that no transaction holds its rows for long. */
const BATCH_ROWS = 100;

/**
 * Marks the changes of the caller's projects on which nobody decided in time, with an audit line each. They count as
 * expired from the moment itself; this only writes it down. Safe to run twice and at once.
 * @returns how many
 */
export async function expireApprovals(caller: Caller): Promise<number> {
  let expired = 0;
  for (;;) {
    const count = await change(caller, {}, async (db) => {
      const due = await db.approval.findMany({
        where: { state: "waiting", expiresAt: { lte: new Date() } },
        orderBy: { expiresAt: "asc" },
        take: BATCH_ROWS,
        select: { id: true, tool: true, callId: true, connectionId: true },
      });
      for (const { id, ...details } of due) {
        const { count } = await db.approval.updateMany({
          where: { id, state: "waiting" },
          data: { state: "expired" },
        });
        if (count === 0) continue;
        await recordAudit(db, caller, {
          action: "approval.expire",
          targetKind: "approval",
          targetId: id,
          details,
        });
        expired += 1;
      }
      return due.length;
    });
    if (count < BATCH_ROWS) return expired;
  }
}
