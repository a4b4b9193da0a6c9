import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { RequestedChange } from "./rows";
import type { ApprovalError } from "./schema";

export type Outcome = { state: "done"; result: Json | null } | { state: "failed"; error: ApprovalError };

/**
 * Keeps how a claimed change ended, with the audit line of its approval. For `done` in the transaction that makes the
 * change, so that neither is there without the other.
 * @param caller the person who approved
 * @throws ConflictError the claim is gone: the process was taken for dead
 */
export async function finishApproval(
  db: TenantTransaction,
  caller: Caller,
  { id, tool, callId, connectionId }: Pick<RequestedChange, "id" | "tool" | "callId" | "connectionId">,
  outcome: Outcome,
): Promise<void> {
  const result = outcome.state === "done" ? outcome.result : outcome.error;
  const { count } = await db.approval.updateMany({
    where: { id, state: "running" },
    data: { state: outcome.state, ...(result !== null && { result }) },
  });
  if (count === 0) {
    throw new ConflictError("This took too long and was given up. Nothing was changed.", {
      reason: "already_decided",
    });
  }
  await recordAudit(db, caller, {
    action: "approval.approve",
    targetKind: "approval",
    targetId: id,
    details: { tool, callId, connectionId, outcome: outcome.state },
  });
}
