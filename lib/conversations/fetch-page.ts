import "server-only";
import { z } from "zod";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { idOf } from "@/lib/core/schema";
import { dateRange } from "@/lib/db/date-range";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime } from "@/lib/db/page";
import type { TenantClient, TenantScope } from "@/lib/db/tenant";
import { type ConversationRow, conversationColumns } from "./rows";
import type { ListConversationsInput } from "./schema";
import { type SearchGroup, searchGroups } from "./search-groups";

/** What conversations are sorted by, newest first. */
export const conversationKey = z.tuple([cursorTime, idOf("conversation")]);

type Filters = Omit<ListConversationsInput, "limit" | "cursor">;

/**
 * At most `take` conversations of the caller's projects that meet the conditions, newest first, each with the newest
 * message that the search finds.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError a query without a word to look for
 */
export async function fetchConversations(
  db: TenantClient,
  scope: TenantScope,
  filters: Filters,
  conditions: readonly Prisma.Sql[],
  take: number,
): Promise<ConversationRow[]> {
  const groups: SearchGroup[] =
    filters.query === undefined
      ? [{ projectIds: [...scope.projectIds], language: null, search: null }]
      : await searchGroups(db, scope, filters.query);
  const rows =
    groups.length === 0
      ? []
      : await db.$queryRaw<ConversationRow[]>(pageQuery(groups, conditions, filters.written_by, take));
  if (rows.length === 0 && filters.chatbot_id !== undefined) {
    const chatbot = await db.chatbot.findFirst({ where: { id: filters.chatbot_id }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", filters.chatbot_id);
  }
  return rows;
}

/**
 * The filters of a list as conditions on the conversation `c`.
 * @throws InvalidInputError `from` after `to`, or `written_by` without a search
 */
export function conditionsFor(
  input: Filters,
  after: z.output<typeof conversationKey> | undefined,
): Prisma.Sql[] {
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
    SELECT ${conversationColumns}, c.is_unread AS "isUnread", c.handler::text AS handler,
           c.assignee_id AS "assigneeId", c.preview, v.id AS "visitorId", v.name AS "visitorName", m.position AS "matchPosition",
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
