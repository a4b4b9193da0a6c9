import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { findTicket } from "./find";
import { type EntryRow, entryColumns, toAssignment, toEntryView, toStatusChange, toTicketHead } from "./rows";
import { ENTRY_KINDS, type GetTicketInput, MAX_HISTORY, type TicketDetail } from "./schema";

const key = z.tuple([cursorTime, idOf("ticketEntry")]);

/**
 * A ticket with its history and a page of its thread. The customer's name needs `conversations:read`, as everywhere.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function getTicket(caller: Caller, input: GetTicketInput): Promise<TicketDetail> {
  requirePermission(caller, "tickets:read");
  const db = dbFor(caller);
  const list = listName("ticket thread", caller, { id: input.ticket_id, order: input.order });
  const after = readCursor(list, input.cursor, key);
  const isNewest = input.order === "newest_first";
  const direction = isNewest ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const beyond = after
    ? Prisma.sql`AND (e.created_at, e.id) ${isNewest ? Prisma.sql`<` : Prisma.sql`>`}
                     (${after[0].toJSON()}::timestamptz, ${after[1]})`
    : Prisma.empty;
  const isOfTicket = Prisma.sql`e.project_id = ANY (${[...caller.projectIds]}::text[]) AND e.ticket_id = ${input.ticket_id}`;
  const [ticket, thread, statuses, assignments] = await Promise.all([
    findTicket(db, caller, input.ticket_id),
    db.$queryRaw<EntryRow[]>`
      SELECT ${entryColumns} FROM ticket_entry e
       WHERE ${isOfTicket} AND e.kind = ANY (${[...ENTRY_KINDS]}::text[]) ${beyond}
       ORDER BY e.created_at ${direction}, e.id ${direction} LIMIT ${input.limit + 1}`,
    db.$queryRaw<EntryRow[]>`
      SELECT ${entryColumns} FROM ticket_entry e
       WHERE ${isOfTicket} AND e.kind = 'status' ORDER BY e.created_at DESC, e.id DESC LIMIT ${MAX_HISTORY}`,
    db.$queryRaw<(EntryRow & { assigneeName: string | null })[]>`
      SELECT ${entryColumns}, u.name AS "assigneeName" FROM ticket_entry e
        LEFT JOIN member m ON m.organisation_id = ${caller.organisationId} AND m.user_id = e.body
        LEFT JOIN "user" u ON u.id = m.user_id
       WHERE ${isOfTicket} AND e.kind = 'assignee' ORDER BY e.created_at DESC, e.id DESC LIMIT ${MAX_HISTORY}`,
  ]);
  const showsVisitor = caller.permissions.has("conversations:read");
  const page = toViews(
    thread,
    input.limit,
    (row) => toEntryView(row, showsVisitor),
    (row) => toCursor(list, [row.createdAt.toJSON(), row.id]),
  );
  return {
    ...toTicketHead(ticket, showsVisitor),
    status_history: statuses.reverse().map(toStatusChange),
    assignments: assignments.reverse().map(toAssignment),
    thread: page.items,
    next_cursor: page.next_cursor,
  };
}
