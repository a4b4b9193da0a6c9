import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { announce } from "@/lib/live/announce";
import {
  type ApprovalRow,
  alreadyDecided,
  nameOf,
  type RequestedChange,
  requireApproval,
  toRequestedChange,
} from "./rows";
import type { ApproveInput } from "./schema";

/**
 * Takes a waiting change for the person who approves it: of several who press at once, one gets it. It must be
 * released or finished; when the process dies, `settleInterrupted` does.
 * @throws NotFoundError no such change among those the caller may decide on
 * @throws ConflictError it is decided, or the difference is no longer the one the person looked at
 */
export async function claimApproval(caller: Caller, input: ApproveInput): Promise<RequestedChange> {
  return change(caller, {}, async (db) => {
    const before = await requireApproval(db, caller, input.approval_id);
    const change = toRequestedChange(before);
    if (change.state !== "waiting") throw alreadyDecided(before);
    if (nameOf(change.changes) !== input.seen) throw changedMeanwhile();
    const now = new Date();
    const { count } = await db.approval.updateMany({
      where: { id: before.id, state: "waiting", expiresAt: { gt: now } },
      data: { state: "running", decidedAt: now, decidedById: deciderOf(caller) },
    });
    const after: ApprovalRow = await requireApproval(db, caller, before.id);
    if (count === 0) throw alreadyDecided(after);
    // Between the two statements somebody else may have found the difference out of date.
    if (nameOf(toRequestedChange(after).changes) !== input.seen) throw changedMeanwhile();
    await announce(db, before.projectId, { kind: "approval" });
    return toRequestedChange(after);
  });
}

/** What is to be changed looks different now from what the person saw. */
export function changedMeanwhile(): ConflictError {
  return new ConflictError(
    "What this would change is different now from what you saw. Nothing was changed.",
    {
      reason: "changed_meanwhile",
      nextStep: "Look at the difference as it is now and decide again.",
    },
  );
}

export function deciderOf(caller: Caller): string {
  if (caller.actor.kind !== "person") throw new Error("Only a person decides.");
  return caller.actor.userId;
}
