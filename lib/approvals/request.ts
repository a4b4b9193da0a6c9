import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { jobCaller } from "@/lib/auth/job-caller";
import { DAY_SECONDS, secondsAfter } from "@/lib/core/clock";
import { ConflictError, InsufficientPermissionError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Json } from "@/lib/core/json";
import { change } from "@/lib/db/change";
import { announce } from "@/lib/live/announce";
import type { FieldChange } from "@/lib/revisions/schema";
import { expireApprovals } from "./expire";
import { approvalColumns, isOpen, type RequestedChange, toRequestedChange } from "./rows";
import { MAX_WAITING } from "./schema";

/** How long a change waits for a person, in seconds. */
const WAITING_SECONDS = DAY_SECONDS;

export interface ChangeToApprove {
  tool: string;
  permission: string;
  arguments: Record<string, Json>;
  /** The same for the same tool with the same arguments. */
  hash: string;
  /** What a dry run said. */
  changes: FieldChange[];
}

/**
 * Puts a change of the calling connection in front of people. Asked for again while it waits or runs, the same change
 * is the same request. The caller is narrowed to the project.
 * @throws ConflictError too many changes of this connection wait already
 */
export async function requestApproval(caller: Caller, input: ChangeToApprove): Promise<RequestedChange> {
  const { actor, callId } = caller;
  if (actor.kind !== "connection" || callId === undefined)
    throw new InsufficientPermissionError(input.permission);
  const { connectionId } = actor;
  // What ran out and was not swept yet would stand in the way of the same change.
  await expireApprovals(await jobCaller("approvals", soleProject(caller)));
  return change(caller, {}, async (db) => {
    // One at a time for a connection, so that its count and the search for the same change are exact.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('caramel.approval'), hashtext(${connectionId}))`;
    const now = new Date();
    const same = await db.approval.findFirst({
      where: { AND: [isOpen(now), { connectionId, changeHash: input.hash }] },
      select: approvalColumns,
    });
    if (same) return toRequestedChange(same);
    const waiting = await db.approval.count({
      where: { connectionId, state: "waiting", expiresAt: { gt: now } },
    });
    if (waiting >= MAX_WAITING) {
      throw new ConflictError(`${waiting} changes of this connection already wait for a person.`, {
        reason: "too_many_waiting",
        nextStep: "Ask the person to decide on those under Approvals in the dashboard first.",
      });
    }
    const row = await db.approval.create({
      data: {
        projectId: soleProject(caller),
        id: newId("approval"),
        connectionId,
        callId,
        tool: input.tool,
        permission: input.permission,
        arguments: input.arguments,
        changeHash: input.hash,
        changes: input.changes,
        expiresAt: secondsAfter(now, WAITING_SECONDS),
      },
      select: approvalColumns,
    });
    await announce(db, soleProject(caller), { kind: "approval" });
    return toRequestedChange(row);
  });
}
