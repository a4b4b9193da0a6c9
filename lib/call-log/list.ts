import "server-only";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { cursorTime, listName, readCursor, toCursor, toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { callColumns, matching, namesFor, toCallView, visibleTo } from "./rows";
import type { CallList, ListCallsInput } from "./schema";

const key = z.tuple([cursorTime, idOf("call")]);

/**
 * Tool calls, newest first: an admin sees the organisation's, others those of the connections they approved.
 * @throws InsufficientPermissionError the caller is not a person
 * @throws InvalidInputError `from` after `to`, or a foreign cursor
 */
export async function listCalls(caller: Caller, input: ListCallsInput): Promise<CallList> {
  const { limit, cursor, ...filters } = input;
  const list = listName("calls", caller, filters);
  const after = readCursor(list, cursor, key);
  const db = dbFor(caller);
  const fetched = await db.callLog.findMany({
    where: {
      AND: [
        visibleTo(caller),
        matching(filters),
        after ? { OR: [{ startedAt: { lt: after[0] } }, { startedAt: after[0], id: { lt: after[1] } }] } : {},
      ],
    },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: callColumns,
  });
  const { rows, nextCursor } = toPage(fetched, limit, (row) =>
    toCursor(list, [row.startedAt.toJSON(), row.id]),
  );
  const names = await namesFor(db, rows);
  return { items: rows.map((row) => toCallView(row, names)), next_cursor: nextCursor };
}
