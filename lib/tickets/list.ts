import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { type SearchGroup, searchGroups } from "@/lib/conversations/search-groups";
import { NotFoundError } from "@/lib/core/errors";
import { idOf } from "@/lib/core/schema";
import { dateRange } from "@/lib/db/date-range";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { assigneeJoin, excerptJoin, type TicketRow, ticketColumns, toTicketView } from "./rows";
import type { ListTicketsInput, TicketPage, TicketStatus } from "./schema";

const key = z.tuple([cursorTime, idOf("ticket")]);

/**
 * Tickets of the caller's projects by their last change, newest first; the range bounds that same time. A ticket that
 * changes while somebody pages moves to the front: no ticket is shown twice, and none that stayed is left out.
 * @throws NotFoundError no such conversation in a project the caller may see
 * @throws InvalidInputError `from` after `to`, a query without a word to look for, or a foreign cursor
 */
export async function listTickets(caller: Caller, input: ListTicketsInput): Promise<TicketPage> {
  requirePermission(caller, "tickets:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("tickets", caller, filters);
  const after = readCursor(list, cursor, key);
  const conditions = conditionsFor(input, after);
  const db = dbFor(caller);
  const groups: SearchGroup[] =
    input.query === undefined
      ? [{ projectIds: [...caller.projectIds], language: null, search: null }]
      : await searchGroups(db, caller, input.query);
  const rows =
    groups.length === 0
      ? []
      : await db.$queryRaw<TicketRow[]>(
          pageQuery(caller.organisationId, groups, input.status, conditions, limit + 1),
        );
  if (rows.length === 0) await requireNamed(db, input);
  return toViews(rows, limit, toTicketView, (row) => toCursor(list, [row.updatedAt.toJSON(), row.id]));
}

function conditionsFor(input: ListTicketsInput, after: z.output<typeof key> | undefined): Prisma.Sql[] {
  const { from, to } = dateRange(input);
  const conditions: Prisma.Sql[] = [];
  if (input.priority !== undefined) conditions.push(Prisma.sql`t.priority = ${input.priority}`);
  if (input.assignee_id !== undefined) conditions.push(Prisma.sql`t.assignee_id = ${input.assignee_id}`);
  if (input.assigned !== undefined) {
    conditions.push(Prisma.sql`(t.assignee_id IS NOT NULL) = ${input.assigned}`);
  }
  if (input.conversation_id !== undefined) {
    conditions.push(Prisma.sql`t.conversation_id = ${input.conversation_id}`);
  }
  if (from) conditions.push(Prisma.sql`t.updated_at >= ${from.toJSON()}::timestamptz`);
  if (to) conditions.push(Prisma.sql`t.updated_at <= ${to.toJSON()}::timestamptz`);
  if (after) {
    conditions.push(Prisma.sql`(t.updated_at, t.id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  }
  return conditions;
}

/** Each project, and each wanted status in it, walks its own index from the newest row; a page costs a page of each. */
function pageQuery(
  organisationId: string,
  groups: readonly SearchGroup[],
  statuses: readonly TicketStatus[] | undefined,
  conditions: readonly Prisma.Sql[],
  take: number,
): Prisma.Sql {
  const wanted = statuses
    ? Prisma.sql`CROSS JOIN unnest(${[...new Set(statuses)]}::ticket_status[]) AS w(status)`
    : Prisma.empty;
  const all = [...(statuses ? [Prisma.sql`t.status = w.status`] : []), ...conditions];
  const arms = groups.map(({ projectIds, search }) => {
    const here = [
      Prisma.sql`t.project_id = s.id`,
      ...all,
      ...(search ? [Prisma.sql`t.search @@ ${search}`] : []),
    ];
    return Prisma.sql`
      SELECT t.* FROM unnest(${projectIds}::text[]) AS s(id) ${wanted}
       CROSS JOIN LATERAL (
         SELECT t.* FROM ticket t WHERE ${Prisma.join(here, " AND ")}
          ORDER BY t.updated_at DESC, t.id DESC LIMIT ${take}) t`;
  });
  return Prisma.sql`
    SELECT ${ticketColumns}, x.excerpt
      FROM (SELECT * FROM (${Prisma.join(arms, " UNION ALL ")}) arm
             ORDER BY updated_at DESC, id DESC LIMIT ${take}) t
      ${assigneeJoin(organisationId)} ${excerptJoin}
     ORDER BY t.updated_at DESC, t.id DESC`;
}

/** Tells a filter that finds nothing from one that names what does not exist. */
async function requireNamed(db: TenantClient, input: ListTicketsInput): Promise<void> {
  if (input.conversation_id === undefined) return;
  const where = { id: input.conversation_id };
  const found = await db.conversation.findFirst({ where, select: { id: true } });
  if (!found) throw new NotFoundError("conversation", input.conversation_id);
}
