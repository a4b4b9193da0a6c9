import "server-only";
import { z } from "zod";
import { firstName } from "@/lib/core/first-name";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { messageSource, VISITOR_PAGE_SIZE, type VisitorMessage } from "./schema";

/** Which messages of a conversation: the newest, those before or behind a position, or one. */
export type VisitorPart = "newest" | { before: number } | { after: number } | { id: string };

interface Row {
  id: string;
  position: number;
  role: "user" | "agent";
  sentAt: Date;
  content: string;
  authorKind: "chatbot" | "person" | "rule" | "ticket" | null;
  authorId: string | null;
  authorName: string | null;
  sources: unknown;
}

const shownSources = z.array(
  messageSource.pick({ kind: true, title: true, url: true, locator: true }).strip(),
);

/**
 * At most VISITOR_PAGE_SIZE messages of a visitor's conversation as they see them, oldest first. The conversation must be
 * theirs.
 */
export async function visitorMessages(
  db: Pick<TenantTransaction, "$queryRaw">,
  { projectId, conversationId }: { projectId: string; conversationId: string },
  part: VisitorPart,
): Promise<VisitorMessage[]> {
  const [condition, order] = toSql(part);
  const rows = await db.$queryRaw<Row[]>`
    SELECT m.id, m.position, m.role::text AS role, m.sent_at AS "sentAt", m.content, m.author_kind AS "authorKind",
           m.author_id AS "authorId", m.sources,
           (SELECT u.name FROM "user" u WHERE u.id = m.author_id AND m.author_kind = 'person') AS "authorName"
      FROM message m
     WHERE m.project_id = ${projectId} AND m.conversation_id = ${conversationId} ${condition}
     ORDER BY m.position ${order} LIMIT ${VISITOR_PAGE_SIZE}::int`;
  return rows.toSorted((one, other) => one.position - other.position).map(toVisitorMessage);
}

function toSql(part: VisitorPart): [condition: Prisma.Sql, order: Prisma.Sql] {
  const [newestFirst, oldestFirst] = [Prisma.sql`DESC`, Prisma.sql`ASC`];
  if (part === "newest") return [Prisma.empty, newestFirst];
  if ("before" in part) return [Prisma.sql`AND m.position < ${part.before}::int`, newestFirst];
  if ("after" in part) return [Prisma.sql`AND m.position > ${part.after}::int`, oldestFirst];
  return [Prisma.sql`AND m.id = ${part.id}`, oldestFirst];
}

function toVisitorMessage(row: Row): VisitorMessage {
  const isPerson = row.authorKind === "person" || row.authorKind === "ticket";
  return {
    id: row.id,
    position: row.position,
    from: row.role === "user" ? "visitor" : isPerson ? "person" : "chatbot",
    name: firstName(row.authorName),
    text: row.content,
    at: row.sentAt.toJSON(),
    sources: shownSources.safeParse(row.sources).data ?? [],
    ticket_id: row.authorKind === "ticket" ? row.authorId : null,
  };
}
