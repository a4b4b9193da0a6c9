import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { idOf } from "@/lib/core/schema";
import { dateRange } from "@/lib/db/date-range";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { type ConversationRow, conversationColumns, toConversationView } from "./rows";
import type { ConversationPage, ListConversationsInput } from "./schema";
import { type SearchGroup, searchGroups } from "./search-groups";

const key = z.tuple([cursorTime, idOf("conversation")]);

/**
 * Conversations of the caller's projects by their last message, newest first. The range bounds that same time. With
 * `query`, only those with a matching message, together with the newest match.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError `from` after `to`, a query without a word to look for, or a foreign cursor
 */
export async function listConversations(
  caller: Caller,
  input: ListConversationsInput,
): Promise<ConversationPage> {
  requirePermission(caller, "conversations:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("conversations", caller, filters);
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
      : await db.$queryRaw<ConversationRow[]>(pageQuery(groups, conditions, input.written_by, limit + 1));
  if (rows.length === 0 && input.chatbot_id !== undefined) {
    const chatbot = await db.chatbot.findFirst({ where: { id: input.chatbot_id }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", input.chatbot_id);
  }
  return toViews(rows, limit, toConversationView, (row) =>
    toCursor(list, [row.lastMessageAt.toJSON(), row.id]),
  );
}

function conditionsFor(input: ListConversationsInput, after: z.output<typeof key> | undefined): Prisma.Sql[] {
  const { from, to } = dateRange(input);
  if (input.written_by !== undefined && input.query === undefined) {
    throw new InvalidInputError("written_by says whose messages query looks at, and there is no query.", {
      problems: [{ path: "written_by", message: "needs query" }],
      nextStep: "Add query, or leave written_by out.",
    });
  }
  const conditions: Prisma.Sql[] = [];
  if (input.chatbot_id !== undefined) conditions.push(Prisma.sql`c.chatbot_id = ${input.chatbot_id}`);
  if (input.platform !== undefined) conditions.push(Prisma.sql`c.platform = ${input.platform}::platform`);
  if (from) conditions.push(Prisma.sql`c.last_message_at >= ${from.toJSON()}::timestamptz`);
  if (to) conditions.push(Prisma.sql`c.last_message_at <= ${to.toJSON()}::timestamptz`);
  if (after)
    conditions.push(Prisma.sql`(c.last_message_at, c.id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  return conditions;
}

/**
 * Each project walks its own index from the newest row, so the cost is a page per project, not its history. The search
 * stands in the condition as a constant: only then does the planner know a common word from a rare one.
 */
function pageQuery(
  groups: readonly SearchGroup[],
  conditions: readonly Prisma.Sql[],
  writtenBy: ListConversationsInput["written_by"],
  take: number,
): Prisma.Sql {
  const isAuthor =
    writtenBy === undefined
      ? Prisma.empty
      : Prisma.sql`AND m.role = ${writtenBy === "customer" ? "user" : "agent"}::message_role`;
  const arms = groups.map(({ projectIds, language, search }) => {
    const found = search
      ? Prisma.sql`AND EXISTS (SELECT 1 FROM message m WHERE m.project_id = s.id AND m.conversation_id = c.id
                                  AND m.search @@ ${search} ${isAuthor})`
      : Prisma.empty;
    return Prisma.sql`
      SELECT c.*, ${language}::regconfig AS language, ${search ?? Prisma.sql`NULL::tsquery`} AS search
        FROM unnest(${projectIds}::text[]) AS s(id)
       CROSS JOIN LATERAL (
         SELECT c.* FROM conversation c
          WHERE c.project_id = s.id ${and(conditions)} ${found}
          ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${take}) c`;
  });
  const match = groups.some((group) => group.search)
    ? Prisma.sql`
      SELECT m.position, m.role::text AS role, m.sent_at,
             message_snippet(c.language, m.content, c.search) AS snippet
        FROM message m
       WHERE m.project_id = c.project_id AND m.conversation_id = c.id AND m.search @@ c.search ${isAuthor}
       ORDER BY m.position DESC LIMIT 1`
    : Prisma.sql`SELECT NULL::int AS position, NULL::text AS role, NULL::timestamptz AS sent_at, NULL::text AS snippet`;
  return Prisma.sql`
    SELECT ${conversationColumns}, c.preview, v.id AS "visitorId", v.name AS "visitorName", m.position AS "matchPosition",
           m.role AS "matchRole", m.sent_at AS "matchSentAt", m.snippet AS "matchSnippet"
      FROM (SELECT * FROM (${Prisma.join(arms, " UNION ALL ")}) arm
             ORDER BY last_message_at DESC, id DESC LIMIT ${take}) c
      JOIN chatbot b ON b.project_id = c.project_id AND b.id = c.chatbot_id
      LEFT JOIN visitor v ON v.project_id = c.project_id AND v.id = c.visitor_id
      LEFT JOIN LATERAL (${match}) m ON true
     ORDER BY c.last_message_at DESC, c.id DESC`;
}

function and(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`AND ${Prisma.join([...conditions], " AND ")}`;
}
