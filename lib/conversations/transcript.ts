import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { findConversation } from "./find";
import { memberNames } from "./member-names";
import { type MessageRow, messageColumns, toConversationDetail, toMessageView } from "./rows";
import {
  type GetTranscriptInput,
  messageSource,
  TRANSCRIPT_PAGE_SIZE,
  type Transcript,
  type TranscriptMessage,
} from "./schema";

interface StateRow {
  isUnread: boolean;
  handler: "chatbot" | "person";
  assigneeId: string | null;
  pageUrl: string;
  seenUpTo: number;
  isReplying: boolean;
}

interface AuthoredRow extends MessageRow {
  authorKind: "chatbot" | "person" | "rule" | "ticket" | null;
  authorId: string | null;
  sources: unknown;
}

/**
 * A part of a conversation with who wrote each message and what it rests on, for the people who answer.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function getTranscript(caller: Caller, input: GetTranscriptInput): Promise<Transcript> {
  requirePermission(caller, "conversations:read");
  const db = dbFor(caller);
  const conversation = await findConversation(db, caller, input.conversation_id);
  const place = { projectId: conversation.projectId, conversationId: conversation.id };
  const [state, rows] = await Promise.all([fetchState(db, place), fetchPart(db, place, input)]);
  const [authors, replies] = await Promise.all([
    authorNames(db, place.projectId, [...rows, { authorKind: "person", authorId: state.assigneeId }]),
    fetchReplies(db, place, rows),
  ]);
  const count = conversation.userMessageCount + conversation.agentMessageCount;
  return {
    conversation: {
      ...toConversationDetail(conversation),
      is_unread: state.isUnread,
      handler: state.handler,
      assignee:
        state.assigneeId === null
          ? null
          : { user_id: state.assigneeId, name: authors.get(state.assigneeId) ?? null },
      page_url: state.pageUrl,
      seen_up_to: state.seenUpTo,
      is_replying: state.isReplying,
    },
    messages: rows.map((row) => ({
      ...toMessageView(row),
      author:
        row.authorKind === null || row.authorId === null
          ? null
          : {
              kind: row.authorKind,
              id: row.authorId,
              name:
                row.authorKind === "chatbot" ? conversation.chatbotName : (authors.get(row.authorId) ?? null),
            },
      sources: z.array(messageSource).safeParse(row.sources).data ?? [],
      reply: replies.get(row.id) ?? null,
    })),
    has_earlier: (rows[0]?.position ?? 0) > 0,
    has_later: (rows.at(-1)?.position ?? count) < count - 1,
  };
}

interface Place {
  projectId: string;
  conversationId: string;
}

async function fetchState(db: TenantClient, { projectId, conversationId }: Place): Promise<StateRow> {
  const [row] = await db.$queryRaw<[StateRow]>`
    SELECT c.is_unread AS "isUnread", c.handler::text AS handler, c.assignee_id AS "assigneeId",
           c.page_url AS "pageUrl", c.seen_up_to AS "seenUpTo",
           EXISTS (SELECT 1 FROM reply r WHERE r.project_id = c.project_id AND r.conversation_id = c.id
                      AND r.state = 'running') AS "isReplying"
      FROM conversation c WHERE c.project_id = ${projectId} AND c.id = ${conversationId}`;
  return row;
}

async function fetchPart(
  db: TenantClient,
  { projectId, conversationId }: Place,
  { before, after, around }: GetTranscriptInput,
): Promise<AuthoredRow[]> {
  const first = around === undefined ? undefined : Math.max(0, around - TRANSCRIPT_PAGE_SIZE / 2);
  const [part, order] =
    after !== undefined
      ? [Prisma.sql`AND m.position > ${after}::int`, Prisma.sql`ASC`]
      : first !== undefined
        ? [Prisma.sql`AND m.position >= ${first}::int`, Prisma.sql`ASC`]
        : [
            before === undefined ? Prisma.empty : Prisma.sql`AND m.position < ${before}::int`,
            Prisma.sql`DESC`,
          ];
  const rows = await db.$queryRaw<AuthoredRow[]>`
    SELECT ${messageColumns}, m.author_kind AS "authorKind", m.author_id AS "authorId", m.sources FROM message m
     WHERE m.project_id = ${projectId} AND m.conversation_id = ${conversationId} ${part}
     ORDER BY m.position ${order} LIMIT ${TRANSCRIPT_PAGE_SIZE}::int`;
  return rows.toSorted((one, other) => one.position - other.position);
}

/** Names of the people, rules and tickets that wrote, by their id. */
async function authorNames(
  db: TenantClient,
  projectId: string,
  rows: readonly Pick<AuthoredRow, "authorKind" | "authorId">[],
): Promise<Map<string, string>> {
  const idsOf = (kind: AuthoredRow["authorKind"]) =>
    rows.flatMap((row) => (row.authorKind === kind && row.authorId !== null ? [row.authorId] : []));
  const [ruleIds, ticketIds] = [idsOf("rule"), idsOf("ticket")];
  const [members, rules, tickets] = await Promise.all([
    memberNames(db, idsOf("person")),
    ruleIds.length === 0
      ? []
      : db.salesRule.findMany({
          where: { projectId, id: { in: ruleIds } },
          select: { id: true, name: true },
        }),
    ticketIds.length === 0
      ? []
      : db.ticket.findMany({
          where: { projectId, id: { in: ticketIds } },
          select: { id: true, subject: true },
        }),
  ]);
  return new Map([
    ...members,
    ...rules.map(({ id, name }) => [id, name] as const),
    ...tickets.map(({ id, subject }) => [id, subject] as const),
  ]);
}

/** How the chatbot came to each message, by the message. */
async function fetchReplies(
  db: TenantClient,
  { projectId, conversationId }: Place,
  rows: readonly AuthoredRow[],
): Promise<Map<string, NonNullable<TranscriptMessage["reply"]>>> {
  const written = rows.filter(({ authorKind }) => authorKind === "chatbot").map(({ id }) => id);
  if (written.length === 0) return new Map();
  const replies = await db.reply.findMany({
    where: { projectId, conversationId, messageId: { in: written } },
    select: { messageId: true, state: true, model: true, errorCode: true, errorDetail: true },
  });
  return new Map(
    replies.flatMap(({ messageId, state, model, errorCode, errorDetail }) =>
      messageId === null
        ? []
        : [[messageId, { state, model, error_code: errorCode, error_detail: errorDetail }]],
    ),
  );
}
