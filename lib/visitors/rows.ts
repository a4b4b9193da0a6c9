import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { VisitorView } from "./schema";

export interface VisitorRow {
  projectId: string;
  id: string;
  externalId: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  createdAt: Date;
  conversationCount: number;
  messageCount: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** What every statement about visitors selects; `v` is the visitor, `seen` comes from `seenJoin`. */
export const visitorColumns = Prisma.sql`
  v.project_id AS "projectId", v.id, v.external_id AS "externalId", v.name, v.email, v.phone, v.created_at AS "createdAt",
  seen.conversations AS "conversationCount", seen.messages AS "messageCount",
  least(v.created_at, seen.first) AS "firstSeenAt", coalesce(seen.last, v.created_at) AS "lastSeenAt"`;

export const seenJoin = Prisma.sql`
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS conversations, min(c.started_at) AS first, max(c.last_message_at) AS last,
           coalesce(sum(c.user_message_count + c.agent_message_count), 0)::int AS messages
      FROM conversation c WHERE c.project_id = v.project_id AND c.visitor_id = v.id) seen`;

/** What a visitor is searched in; an index has the same expression. */
export const contactText = Prisma.sql`(coalesce(v.name, '') || ' ' || coalesce(v.email, '') || ' ' || coalesce(v.phone, ''))`;

export function toVisitorView(row: VisitorRow): VisitorView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    external_id: row.externalId,
    conversation_count: row.conversationCount,
    first_seen_at: row.firstSeenAt.toJSON(),
    last_seen_at: row.lastSeenAt.toJSON(),
  };
}
