import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantClient, TenantScope, TenantTransaction } from "@/lib/db/tenant";
import { assigneeJoin, excerptJoin, type TicketDetailRow, type TicketRow, ticketColumns } from "./rows";
import type { TicketOpener, TicketStatus } from "./schema";

/** @throws NotFoundError no such ticket in a project the caller may see */
export async function findTicket(db: TenantClient, scope: TenantScope, id: string): Promise<TicketDetailRow> {
  const [row] = await db.$queryRaw<TicketDetailRow[]>`
    SELECT ${ticketColumns}, c.platform::text AS platform, c.started_at AS "startedAt",
           c.last_message_at AS "lastMessageAt", v.id AS "visitorId", v.name AS "visitorName"
      FROM ticket t ${assigneeJoin(scope.organisationId)}
      LEFT JOIN conversation c ON c.project_id = t.project_id AND c.id = t.conversation_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
     WHERE t.project_id = ANY (${[...scope.projectIds]}::text[]) AND t.id = ${id}`;
  if (!row) throw new NotFoundError("ticket", id);
  return row;
}

/** A ticket as lists show it. */
export async function findTicketRow(
  db: TenantTransaction,
  scope: TenantScope,
  id: string,
): Promise<TicketRow> {
  const [row] = await db.$queryRaw<TicketRow[]>`
    SELECT ${ticketColumns}, x.excerpt FROM ticket t ${assigneeJoin(scope.organisationId)} ${excerptJoin}
     WHERE t.project_id = ANY (${[...scope.projectIds]}::text[]) AND t.id = ${id}`;
  if (!row) throw new NotFoundError("ticket", id);
  return row;
}

export interface LockedTicket {
  projectId: string;
  id: string;
  status: TicketStatus;
  assigneeId: string | null;
  conversationId: string | null;
  visitorId: string | null;
  openedBy: TicketOpener;
  updatedAt: Date;
}

/**
 * The ticket, locked until the transaction ends: changes of one ticket happen one after the other, so every line of its
 * history starts where the line before it ended.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function lockTicket(
  db: TenantTransaction,
  scope: TenantScope,
  id: string,
): Promise<LockedTicket> {
  const [row] = await db.$queryRaw<LockedTicket[]>`
    SELECT project_id AS "projectId", id, status::text AS status, assignee_id AS "assigneeId",
           conversation_id AS "conversationId", visitor_id AS "visitorId", opened_by AS "openedBy",
           updated_at AS "updatedAt"
      FROM ticket
     WHERE project_id = ANY (${[...scope.projectIds]}::text[]) AND id = ${id}
       FOR NO KEY UPDATE`;
  if (!row) throw new NotFoundError("ticket", id);
  return row;
}
