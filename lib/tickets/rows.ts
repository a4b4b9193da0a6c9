import "server-only";
import type { Platform } from "@/lib/conversations/schema";
import { Prisma } from "@/lib/db/generated/client";
import type {
  AssignmentView,
  EntryAuthor,
  StatusChangeView,
  TicketDetail,
  TicketEntryView,
  TicketPriority,
  TicketStatus,
  TicketView,
} from "./schema";

/** Longest excerpt of a first message, in characters. */
const MAX_EXCERPT_LENGTH = 200;

/** What every statement about tickets selects; `t` is the ticket, `u` comes from `assigneeJoin`. */
export const ticketColumns = Prisma.sql`
  t.project_id AS "projectId", t.id, t.subject, t.status::text AS status, t.priority, t.assignee_id AS "assigneeId",
  u.name AS "assigneeName", t.conversation_id AS "conversationId", t.created_at AS "createdAt",
  t.updated_at AS "updatedAt"`;

/** The assignee's name, as long as they are a member of the organisation. */
export function assigneeJoin(organisationId: string): Prisma.Sql {
  return Prisma.sql`
    LEFT JOIN member a ON a.organisation_id = ${organisationId} AND a.user_id = t.assignee_id
    LEFT JOIN "user" u ON u.id = a.user_id`;
}

export interface TicketFacts {
  projectId: string;
  id: string;
  subject: string;
  status: TicketStatus;
  priority: TicketPriority;
  assigneeId: string | null;
  assigneeName: string | null;
  conversationId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface TicketRow extends TicketFacts {
  /** Beginning of the first message. */
  excerpt: string | null;
}

/** The first message of a ticket `t`, cut to what an excerpt can show. */
export const excerptJoin = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT left(e.body, ${MAX_EXCERPT_LENGTH * 4}::int) AS excerpt FROM ticket_entry e
     WHERE e.project_id = t.project_id AND e.ticket_id = t.id AND e.kind = 'message'
     ORDER BY e.created_at, e.id LIMIT 1) x ON true`;

export interface TicketDetailRow extends TicketFacts {
  platform: Platform | null;
  startedAt: Date | null;
  lastMessageAt: Date | null;
  visitorId: string | null;
  visitorName: string | null;
}

function toFacts(row: TicketFacts) {
  return {
    id: row.id,
    project_id: row.projectId,
    subject: row.subject,
    status: row.status,
    priority: row.priority,
    assignee: toAssignee(row.assigneeId, row.assigneeName),
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

function toAssignee(userId: string | null, name: string | null) {
  return userId === null ? null : { user_id: userId, name };
}

export function toTicketView(row: TicketRow): TicketView {
  return { ...toFacts(row), conversation_id: row.conversationId, excerpt: toExcerpt(row.excerpt ?? "") };
}

function toExcerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= MAX_EXCERPT_LENGTH) return line;
  return `${line
    .slice(0, MAX_EXCERPT_LENGTH - 1)
    .toWellFormed()
    .trimEnd()}…`;
}

/** @param showsVisitor whether the reader may know who wrote */
export function toTicketHead(row: TicketDetailRow, showsVisitor: boolean) {
  const { conversationId, platform, startedAt, lastMessageAt } = row;
  const isLinked =
    conversationId !== null && platform !== null && startedAt !== null && lastMessageAt !== null;
  return {
    ...toFacts(row),
    conversation: isLinked
      ? {
          id: conversationId,
          platform,
          started_at: startedAt.toJSON(),
          last_message_at: lastMessageAt.toJSON(),
          visitor:
            showsVisitor && row.visitorId !== null ? { id: row.visitorId, name: row.visitorName } : null,
        }
      : null,
  } satisfies Partial<TicketDetail>;
}

/** An entry `e` with its author's name, whatever the author is; `customer` names are the visitor's. */
export const entryColumns = Prisma.sql`
  e.id, e.kind, e.body, e.from_status::text AS "fromStatus", e.to_status::text AS "toStatus",
  e.created_at AS "createdAt", e.author_kind AS "authorKind",
  CASE e.author_kind
    WHEN 'customer' THEN (SELECT v.name FROM visitor v WHERE v.project_id = e.project_id AND v.id = e.author_id)
    WHEN 'person' THEN (SELECT p.name FROM "user" p WHERE p.id = e.author_id)
    WHEN 'connection' THEN (SELECT c.label FROM connection c WHERE c.id = e.author_id)
    WHEN 'api_key' THEN (SELECT k.name FROM api_key k WHERE k.id = e.author_id)
    WHEN 'job' THEN e.author_id
  END AS "authorName"`;

export interface EntryRow {
  id: string;
  kind: "message" | "reply" | "note" | "status" | "assignee";
  body: string;
  fromStatus: TicketStatus | null;
  toStatus: TicketStatus | null;
  createdAt: Date;
  authorKind: EntryAuthor["kind"];
  authorName: string | null;
}

/** @param showsVisitor whether the reader may know who the customer is */
export function toEntryView(row: EntryRow, showsVisitor: boolean): TicketEntryView {
  return {
    id: row.id,
    kind: row.kind as TicketEntryView["kind"],
    author: toAuthor(row, showsVisitor),
    body: row.body,
    created_at: row.createdAt.toJSON(),
  };
}

function toAuthor(row: EntryRow, showsVisitor: boolean): EntryAuthor {
  const isHidden = row.authorKind === "customer" && !showsVisitor;
  return { kind: row.authorKind, name: isHidden ? null : row.authorName };
}

export function toStatusChange(row: EntryRow): StatusChangeView {
  return {
    from_status: row.fromStatus,
    to_status: row.toStatus as TicketStatus,
    author: toAuthor(row, false),
    changed_at: row.createdAt.toJSON(),
  };
}

/** A change of assignee; its body is the new assignee's id, empty for nobody. */
export function toAssignment(row: EntryRow & { assigneeName: string | null }): AssignmentView {
  return {
    assignee: toAssignee(row.body || null, row.assigneeName),
    author: toAuthor(row, false),
    changed_at: row.createdAt.toJSON(),
  };
}
