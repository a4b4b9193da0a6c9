import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { approvalColumns, isInterrupted, type RequestedChange, toRequestedChange } from "./rows";
import { settleInterrupted } from "./settle-interrupted";

/**
 * The change that the calling connection asked for with this call.
 * @throws NotFoundError no such call, one that asked for nothing, or one of another connection: they look the same
 */
export async function findByCall(caller: Caller, callId: string): Promise<RequestedChange> {
  const { actor } = caller;
  const where = { callId, connectionId: actor.kind === "connection" ? actor.connectionId : "" };
  const find = () => dbFor(caller).approval.findFirst({ where, select: approvalColumns });
  let row = await find();
  if (row && isInterrupted(row)) {
    await settleInterrupted(row);
    row = await find();
  }
  if (!row) {
    throw new NotFoundError("change that waits or waited for approval with call_id", callId, {
      nextStep: "Use the call_id of the answer that said the change waits.",
    });
  }
  return toRequestedChange(row);
}
