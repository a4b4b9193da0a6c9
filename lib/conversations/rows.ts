import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { ConversationDetail, ConversationHandler, ConversationView, Platform } from "./schema";

/** What every statement about conversations selects; `c` is the conversation, `b` its chatbot. */
export const conversationColumns = Prisma.sql`
  c.project_id AS "projectId", c.id, c.chatbot_id AS "chatbotId", b.name AS "chatbotName", c.platform::text AS platform,
  c.started_at AS "startedAt", c.last_message_at AS "lastMessageAt", c.user_message_count AS "userMessageCount",
  c.agent_message_count AS "agentMessageCount"`;

interface ConversationFacts {
  projectId: string;
  id: string;
  chatbotId: string;
  chatbotName: string;
  platform: Platform;
  startedAt: Date;
  lastMessageAt: Date;
  userMessageCount: number;
  agentMessageCount: number;
}

export interface ConversationRow extends ConversationFacts {
  isUnread: boolean;
  handler: ConversationHandler;
  assigneeId: string | null;
  preview: string;
  visitorId: string | null;
  visitorName: string | null;
  matchPosition: number | null;
  matchRole: "user" | "agent" | null;
  matchSentAt: Date | null;
  matchSnippet: string | null;
}

export interface ConversationDetailRow extends ConversationFacts {
  externalId: string | null;
  visitorId: string | null;
  visitorExternalId: string | null;
  visitorName: string | null;
  visitorEmail: string | null;
  visitorPhone: string | null;
  visitorAttributes: unknown;
}

function toFacts(row: ConversationFacts) {
  return {
    id: row.id,
    project_id: row.projectId,
    chatbot_id: row.chatbotId,
    chatbot_name: row.chatbotName,
    platform: row.platform,
    started_at: row.startedAt.toJSON(),
    last_message_at: row.lastMessageAt.toJSON(),
    user_message_count: row.userMessageCount,
    agent_message_count: row.agentMessageCount,
  };
}

export function toConversationView(row: ConversationRow): ConversationView {
  return {
    ...toFacts(row),
    preview: row.preview,
    visitor: row.visitorId === null ? null : { id: row.visitorId, name: row.visitorName },
    match:
      row.matchPosition === null || row.matchRole === null || row.matchSentAt === null
        ? null
        : {
            position: row.matchPosition,
            role: row.matchRole,
            sent_at: row.matchSentAt.toJSON(),
            snippet: row.matchSnippet ?? "",
          },
  };
}

export function toConversationDetail(
  row: ConversationDetailRow,
): Omit<ConversationDetail, "messages" | "next_cursor"> {
  return {
    ...toFacts(row),
    external_id: row.externalId,
    visitor:
      row.visitorId === null
        ? null
        : {
            id: row.visitorId,
            external_id: row.visitorExternalId,
            name: row.visitorName,
            email: row.visitorEmail,
            phone: row.visitorPhone,
            attributes: toAttributes(row.visitorAttributes),
          },
  };
}

/** A stored object as a list, because published objects are closed. */
export function toAttributes(value: unknown): { name: string; value: string }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, entry]) => ({
    name,
    value: typeof entry === "string" ? entry : JSON.stringify(entry),
  }));
}

/** What every statement about messages selects; `m` is the message. */
export const messageColumns = Prisma.sql`m.id, m.position, m.role::text AS role, m.sent_at AS "sentAt", m.content`;

export interface MessageRow {
  id: string;
  position: number;
  role: "user" | "agent";
  sentAt: Date;
  content: string;
}

export function toMessageView(row: MessageRow) {
  return {
    id: row.id,
    position: row.position,
    role: row.role,
    sent_at: row.sentAt.toJSON(),
    content: row.content,
  };
}
