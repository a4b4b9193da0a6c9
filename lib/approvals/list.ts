import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { listName, toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { approvalColumns, decidableBy, isOpen, toApprovalViews } from "./rows";
import type { ApprovalList, ListApprovalsInput } from "./schema";

/**
 * Changes that the caller may decide on, or that are over, newest first.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function listApprovals(caller: Caller, input: ListApprovalsInput): Promise<ApprovalList> {
  const open = isOpen(new Date());
  const list = listName("approvals", caller, { state: input.state });
  const db = dbFor(caller);
  const fetched = await db.approval.findMany({
    where: {
      AND: [
        decidableBy(caller),
        input.state === "waiting" ? open : { NOT: open },
        afterNewest(list, input.cursor),
      ],
    },
    orderBy: newestFirst,
    take: input.limit + 1,
    select: approvalColumns,
  });
  const { rows, nextCursor } = toPage(fetched, input.limit, (row) => newestFirstCursor(list, row));
  return { items: await toApprovalViews(db, rows), next_cursor: nextCursor };
}
