import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { cursorTime, listName, readCursor, toCursor, toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { auditColumns, matching, namesFor, toAuditView } from "./rows";
import type { AuditList, ListAuditInput } from "./schema";

const key = z.tuple([cursorTime, idOf("audit")]);

/**
 * Who changed what in the caller's organisation, newest first.
 * @throws InsufficientPermissionError
 * @throws InvalidInputError `from` after `to`, or a foreign cursor
 */
export async function listAudit(caller: Caller, input: ListAuditInput): Promise<AuditList> {
  requirePermission(caller, "audit:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("audit", caller, filters);
  const after = readCursor(list, cursor, key);
  const db = dbFor(caller);
  const fetched = await db.auditEntry.findMany({
    where: {
      AND: [
        await matching(db, filters),
        after ? { OR: [{ at: { lt: after[0] } }, { at: after[0], id: { lt: after[1] } }] } : {},
      ],
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: auditColumns,
  });
  const { rows, nextCursor } = toPage(fetched, limit, (row) => toCursor(list, [row.at.toJSON(), row.id]));
  const names = await namesFor(db, rows);
  return { items: rows.map((row) => toAuditView(row, names)), next_cursor: nextCursor };
}
