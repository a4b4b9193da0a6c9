import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { isInterrupted, requireApproval, toOneView } from "./rows";
import type { ApprovalView, GetApprovalInput } from "./schema";
import { settleInterrupted } from "./settle-interrupted";

/**
 * One change that an assistant asked for.
 * @throws NotFoundError no such change among those the caller may decide on
 */
export async function getApproval(caller: Caller, input: GetApprovalInput): Promise<ApprovalView> {
  const db = dbFor(caller);
  const row = await requireApproval(db, caller, input.approval_id);
  if (!isInterrupted(row)) return toOneView(db, row);
  await settleInterrupted(row);
  return toOneView(db, await requireApproval(db, caller, input.approval_id));
}
