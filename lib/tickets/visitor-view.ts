import "server-only";
import { firstName } from "@/lib/core/first-name";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import {
  MAX_VISITOR_THREAD,
  MAX_VISITOR_TICKETS,
  type TicketOpener,
  type TicketStatus,
  type VisitorTicketView,
} from "./schema";

/**
 * What visitors may see: the tickets they or a rule opened. One that a member opened from their conversation has words
 * that were not meant for them; its replies reach them as messages of the conversation.
 */
export const SHOWN_OPENERS: readonly TicketOpener[] = ["visitor", "rule"];

interface Row {
  id: string;
  subject: string;
  status: TicketStatus;
  createdAt: Date;
}

interface ThreadRow {
  ticketId: string;
  kind: "message" | "reply";
  body: string;
  name: string | null;
  createdAt: Date;
}

/** Tickets of one visitor, the newest change first; with `id` that one, if it is theirs. Two statements. */
export async function visitorTickets(
  db: Pick<TenantTransaction, "$queryRaw">,
  visitor: { projectId: string; visitorId: string },
  id?: string,
): Promise<VisitorTicketView[]> {
  const { projectId, visitorId } = visitor;
  const only = id === undefined ? Prisma.empty : Prisma.sql`AND t.id = ${id}`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT t.id, t.subject, t.status::text AS status, t.created_at AS "createdAt" FROM ticket t
     WHERE t.project_id = ${projectId} AND t.visitor_id = ${visitorId}
       AND t.opened_by = ANY (${[...SHOWN_OPENERS]}::text[]) ${only}
     ORDER BY t.updated_at DESC, t.id DESC LIMIT ${MAX_VISITOR_TICKETS}::int`;
  if (rows.length === 0) return [];
  const lines = await db.$queryRaw<ThreadRow[]>`
    SELECT e.* FROM unnest(${rows.map((row) => row.id)}::text[]) AS s(id)
     CROSS JOIN LATERAL (
       SELECT e.ticket_id AS "ticketId", e.kind, e.body, e.created_at AS "createdAt", e.id,
              (SELECT u.name FROM "user" u WHERE u.id = e.author_id AND e.author_kind = 'person') AS name
         FROM ticket_entry e
        WHERE e.project_id = ${projectId} AND e.ticket_id = s.id AND e.kind IN ('message', 'reply')
        ORDER BY e.created_at DESC, e.id DESC LIMIT ${MAX_VISITOR_THREAD}::int) e
     ORDER BY e."createdAt", e.id`;
  return rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    status: row.status,
    created_at: row.createdAt.toJSON(),
    thread: lines
      .filter(({ ticketId }) => ticketId === row.id)
      .map((line) => ({
        from: line.kind === "message" ? "visitor" : "person",
        name: line.kind === "message" ? null : firstName(line.name),
        text: line.body,
        at: line.createdAt.toJSON(),
      })),
  }));
}
