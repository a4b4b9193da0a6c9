import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { announceConversation } from "./announce";
import type { ConversationHandler, VisitorMessage } from "./schema";
import { ongoingConversation } from "./start-conversation";
import { visitorMessages } from "./visitor-messages";

/** How far a visitor who follows their conversation has come. */
export interface Followed {
  conversationId: string | null;
  handler: ConversationHandler;
  /** When the newest of their tickets last changed, in epoch milliseconds; null without tickets. */
  ticketsAt: number | null;
  /** What came behind the position asked for, oldest first; perhaps not all of it. */
  messages: VisitorMessage[];
}

/**
 * What is new for the visitor who asks, behind a position of their conversation with the chatbot.
 * @param after position of the last message they have; -1 for none
 */
export async function newForVisitor(caller: Caller, after: number): Promise<Followed> {
  const { projectId, visitorId, chatbotId } = actingVisitor(caller);
  const db = dbFor(caller);
  const conversationId = await ongoingConversation(db, { projectId, visitorId, chatbotId, platform: "web" });
  const [[row], messages] = await Promise.all([
    db.$queryRaw<{ handler: ConversationHandler | null; ticketsAt: Date | null }[]>`
      SELECT (SELECT c.handler::text FROM conversation c
               WHERE c.project_id = ${projectId} AND c.id = ${conversationId}) AS handler,
             (SELECT max(t.updated_at) FROM ticket t
               WHERE t.project_id = ${projectId} AND t.visitor_id = ${visitorId}) AS "ticketsAt"`,
    conversationId === null ? [] : visitorMessages(db, { projectId, conversationId }, { after }),
  ]);
  return {
    conversationId,
    handler: row?.handler ?? "chatbot",
    ticketsAt: row?.ticketsAt?.getTime() ?? null,
    messages,
  };
}

/** Keeps that the visitor who asks has seen their conversation up to a position, and tells whoever watches. */
export async function markSeenByVisitor(
  caller: Caller,
  { conversationId, position }: { conversationId: string; position: number },
): Promise<void> {
  const { projectId, visitorId } = actingVisitor(caller);
  await dbFor(caller).$transaction(async (db) => {
    // No further than there are messages: the position comes from the visitor's browser.
    const count = await db.$executeRaw`
      UPDATE conversation
         SET seen_up_to = least(${position}::int + 1, user_message_count + agent_message_count)
       WHERE project_id = ${projectId} AND id = ${conversationId} AND visitor_id = ${visitorId}
         AND seen_up_to < least(${position}::int + 1, user_message_count + agent_message_count)`;
    if (count > 0) await announceConversation(db, projectId, conversationId);
  });
}
