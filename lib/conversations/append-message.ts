import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { type CountedMessage, recordConversations } from "@/lib/metrics/record";
import { announceConversation } from "./announce";
import { previewOf } from "./preview";
import type { MessageAuthor, MessageSource, Platform } from "./schema";

/** A message that is to be kept. */
export interface NewMessage {
  role: "user" | "agent";
  content: string;
  /** Of an agent's message: who wrote it. */
  author?: MessageAuthor;
  sources?: readonly MessageSource[];
  /** The sender's own id; a message that arrives twice is kept once. */
  externalId?: string;
}

/** A message as it was kept. */
export interface KeptMessage {
  id: string;
  position: number;
  sentAt: Date;
  /** Whether it was there already, by its `externalId`; then nothing was changed. */
  isRepeated: boolean;
}

interface LockedConversation {
  chatbotId: string;
  platform: Platform;
  startedAt: Date;
  lastMessageAt: Date;
  preview: string;
  next: number;
}

/**
 * Adds a message to a conversation, at its end, with its place in the rollups and the word to everybody who watches. The
 * one way for messages that are written now, on every platform; the importer brings history. Runs in the caller's
 * transaction and holds the conversation until it ends, so positions have no gap and no two are the same.
 * @throws NotFoundError no such conversation in the project
 */
export async function appendMessage(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
  message: NewMessage,
): Promise<KeptMessage> {
  const conversation = await lockConversation(db, projectId, conversationId);
  if (message.externalId !== undefined) {
    const known = await db.message.findFirst({
      where: { projectId, conversationId, externalId: message.externalId },
      select: { id: true, position: true, sentAt: true },
    });
    if (known) return { ...known, isRepeated: true };
  }
  // Never before the last one, whatever the clocks of the instances say.
  const sentAt = new Date(Math.max(Date.now(), conversation.lastMessageAt.getTime() + 1));
  const kept = { id: newId("message", sentAt), position: conversation.next, sentAt };
  const earlier = await countedMessages(db, projectId, conversationId);
  await db.message.create({
    data: {
      ...kept,
      projectId,
      conversationId,
      role: message.role,
      content: message.content,
      authorKind: message.author?.kind ?? null,
      authorId: message.author?.id ?? null,
      sources: (message.sources ?? []) as unknown as Prisma.InputJsonValue,
      externalId: message.externalId ?? null,
    },
    select: { id: true },
  });
  const isVisitors = message.role === "user";
  await db.conversation.update({
    where: { projectId_id: { projectId, id: conversationId } },
    data: {
      lastMessageAt: sentAt,
      preview: isVisitors && conversation.preview === "" ? previewOf(message.content) : conversation.preview,
      ...(isVisitors
        ? { userMessageCount: { increment: 1 }, isUnread: true }
        : { agentMessageCount: { increment: 1 } }),
    },
    select: { id: true },
  });
  await recordConversations(db, projectId, [
    {
      chatbotId: conversation.chatbotId,
      platform: conversation.platform,
      startedAt: conversation.startedAt,
      messages: [{ role: message.role, sentAt, isGreeting: message.author?.kind === "rule" }],
      ...(kept.position > 0 && { earlier }),
    },
  ]);
  await announce(db, projectId, { kind: "conversation" });
  await announceConversation(db, projectId, conversationId);
  return { ...kept, isRepeated: false };
}

async function lockConversation(
  db: TenantTransaction,
  projectId: string,
  id: string,
): Promise<LockedConversation> {
  const [row] = await db.$queryRaw<LockedConversation[]>`
    SELECT c.chatbot_id AS "chatbotId", c.platform::text AS platform, c.started_at AS "startedAt",
           c.last_message_at AS "lastMessageAt", c.preview, c.user_message_count + c.agent_message_count AS next
      FROM conversation c WHERE c.project_id = ${projectId} AND c.id = ${id} FOR NO KEY UPDATE`;
  if (!row) throw new NotFoundError("conversation", id);
  return row;
}

/** What the rollups need to know of the messages so far: our last answer, and what came behind it. */
async function countedMessages(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
): Promise<CountedMessage[]> {
  return db.$queryRaw<CountedMessage[]>`
    SELECT role::text AS role, sent_at AS "sentAt", author_kind IS NOT DISTINCT FROM 'rule' AS "isGreeting" FROM message
     WHERE project_id = ${projectId} AND conversation_id = ${conversationId}
       AND position >= coalesce((SELECT position FROM message
                                  WHERE project_id = ${projectId} AND conversation_id = ${conversationId}
                                    AND role = 'agent' AND author_kind IS DISTINCT FROM 'rule'
                                  ORDER BY position DESC LIMIT 1), 0)
     ORDER BY position`;
}
