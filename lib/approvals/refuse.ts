import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { announce } from "@/lib/live/announce";
import { deciderOf } from "./claim";
import { alreadyDecided, requireApproval, toOneView } from "./rows";
import type { ApprovalView, RefuseInput } from "./schema";

/**
 * Refuses a waiting change; the assistant learns the reason when it asks. Of several decisions at once, one counts.
 * @throws NotFoundError no such change among those the caller may decide on
 * @throws ConflictError it is decided already
 */
export async function refuseApproval(caller: Caller, input: RefuseInput): Promise<ApprovalView> {
  return change(caller, {}, async (db) => {
    const before = await requireApproval(db, caller, input.approval_id);
    const now = new Date();
    const { count } = await db.approval.updateMany({
      where: { id: before.id, state: "waiting", expiresAt: { gt: now } },
      data: { state: "refused", decidedAt: now, decidedById: deciderOf(caller), reason: input.reason },
    });
    const after = await requireApproval(db, caller, before.id);
    if (count === 0) throw alreadyDecided(after);
    await announce(db, before.projectId, { kind: "approval" });
    await recordAudit(db, caller, {
      action: "approval.refuse",
      targetKind: "approval",
      targetId: before.id,
      details: { tool: before.tool, callId: before.callId, connectionId: before.connectionId },
    });
    return toOneView(db, after);
  });
}
