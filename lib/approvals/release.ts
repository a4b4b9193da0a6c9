import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import type { FieldChange } from "@/lib/revisions/schema";

/** Gives a claimed change back to wait, with the difference as it is now. */
export async function releaseApproval(
  caller: Caller,
  approvalId: string,
  changes?: readonly FieldChange[],
): Promise<void> {
  await change(caller, {}, (db) =>
    db.approval.updateMany({
      where: { id: approvalId, state: "running" },
      data: {
        state: "waiting",
        decidedAt: null,
        decidedById: null,
        ...(changes && { changes: [...changes] }),
      },
    }),
  );
}
