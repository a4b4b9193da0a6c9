import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { Prisma } from "@/lib/db/generated/client";
import { listName, readCursor, toCursor, toPage } from "@/lib/db/page";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { conditionsFor, conversationKey, fetchConversations } from "./fetch-page";
import { memberNames } from "./member-names";
import { previewOf } from "./preview";
import { type ConversationRow, toConversationView } from "./rows";
import { type InboxPage, type InboxView, type ListInboxInput, MAX_INBOX_COUNT } from "./schema";

/**
 * Conversations of the caller's one project as its team works on them, by their last message, newest first.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError `from` after `to`, a query without a word to look for, or a foreign cursor
 */
export async function listInbox(caller: Caller, input: ListInboxInput): Promise<InboxPage> {
  requirePermission(caller, "conversations:read");
  const { limit, cursor, ...filters } = input;
  const userId = caller.actor.kind === "person" ? caller.actor.userId : null;
  const list = listName("inbox", caller, { ...filters, userId });
  const conditions = [
    ...conditionsFor(input, readCursor(list, cursor, conversationKey)),
    ...conditionsOfView(input.view, userId),
  ];
  if (input.visitor_id !== undefined) conditions.push(Prisma.sql`c.visitor_id = ${input.visitor_id}`);
  const db = dbFor(caller);
  const [found, counts] = await Promise.all([
    fetchConversations(db, caller, input, conditions, limit + 1),
    countInbox(db, soleProject(caller), userId),
  ]);
  const { rows, nextCursor } = toPage(found, limit, (row) =>
    toCursor(list, [row.lastMessageAt.toJSON(), row.id]),
  );
  const [last, names] = await Promise.all([
    lastMessages(db, rows),
    memberNames(
      db,
      rows.map(({ assigneeId }) => assigneeId),
    ),
  ]);
  return {
    items: rows.map((row) => ({
      ...toConversationView(row),
      is_unread: row.isUnread,
      handler: row.handler,
      assignee:
        row.assigneeId === null ? null : { user_id: row.assigneeId, name: names.get(row.assigneeId) ?? null },
      last_message: last.get(row.id) ?? null,
    })),
    next_cursor: nextCursor,
    counts,
  };
}

function conditionsOfView(view: InboxView, userId: string | null): Prisma.Sql[] {
  switch (view) {
    case "all":
      return [];
    case "unread":
      return [Prisma.sql`c.is_unread`];
    case "mine":
      return [Prisma.sql`c.assignee_id = ${userId}`];
    case "unassigned":
      return [Prisma.sql`c.assignee_id IS NULL`];
    case "person":
      return [Prisma.sql`c.handler = 'person'`];
  }
}

/** What waits for the person. Each count ends soon after what is shown of it, however much there is. */
async function countInbox(db: TenantClient, projectId: string, userId: string | null) {
  const most = MAX_INBOX_COUNT + 1;
  const [row] = await db.$queryRaw<{ unread: number; mine: number }[]>`
    SELECT (SELECT count(*)::int FROM (
              SELECT 1 FROM conversation WHERE project_id = ${projectId} AND is_unread LIMIT ${most}::int) c) AS unread,
           (SELECT count(*)::int FROM (
              SELECT 1 FROM conversation WHERE project_id = ${projectId} AND assignee_id = ${userId}
               LIMIT ${most}::int) c) AS mine`;
  return { unread: row?.unread ?? 0, mine: row?.mine ?? 0 };
}

async function lastMessages(db: TenantClient, rows: readonly ConversationRow[]) {
  if (rows.length === 0) return new Map();
  const found = await db.$queryRaw<{ id: string; role: "user" | "agent"; text: string }[]>`
    SELECT c.id, m.role::text AS role, left(m.content, 400) AS text
      FROM unnest(${rows.map((row) => row.projectId)}::text[], ${rows.map((row) => row.id)}::text[]) AS c(project_id, id)
     CROSS JOIN LATERAL (
       SELECT m.role, m.content FROM message m
        WHERE m.project_id = c.project_id AND m.conversation_id = c.id
        ORDER BY m.position DESC LIMIT 1) m`;
  return new Map(found.map(({ id, role, text }) => [id, { role, text: previewOf(text) }]));
}
