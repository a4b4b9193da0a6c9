import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { type ApprovalRow, staleBefore } from "./rows";
import type { ApprovalError } from "./schema";

const INTERRUPTED: ApprovalError = {
  code: "conflict",
  reason: "interrupted",
  message: "The server stopped before the change was made. Nothing was changed.",
  problems: [],
  next_step: "Ask for the change again.",
};

/**
 * Settles a change whose process died between approval and outcome: the revision of its call tells whether it was
 * made. A process that was only slow finds its claim gone and undoes its work. Safe to run twice and at once.
 */
export async function settleInterrupted(
  row: Pick<ApprovalRow, "projectId" | "id" | "callId" | "tool" | "connectionId">,
): Promise<void> {
  const { projectId, id, callId, tool, connectionId } = row;
  const caller = await jobCaller("approvals", projectId);
  await change(caller, {}, async (db) => {
    // Locked first: whoever is about to commit the change has the row, and this statement waits for it.
    const [locked] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM approval
       WHERE project_id = ${projectId} AND id = ${id} AND state = 'running' AND decided_at < ${staleBefore()}
         FOR UPDATE`;
    if (!locked) return;
    const isMade = (await db.revision.count({ where: { callId } })) > 0;
    await db.approval.updateMany({
      where: { id },
      data: isMade ? { state: "done" } : { state: "failed", result: INTERRUPTED },
    });
    await recordAudit(db, caller, {
      action: "approval.settle",
      targetKind: "approval",
      targetId: id,
      details: { tool, callId, connectionId, outcome: isMade ? "done" : "failed" },
    });
  });
}

/**
 * The same for every such change of the caller's projects.
 * @returns how many
 */
export async function settleAllInterrupted(caller: Caller): Promise<number> {
  const rows = await dbFor(caller).approval.findMany({
    where: { state: "running", decidedAt: { lt: staleBefore() } },
    select: { projectId: true, id: true, callId: true, tool: true, connectionId: true },
  });
  for (const row of rows) await settleInterrupted(row);
  return rows.length;
}
