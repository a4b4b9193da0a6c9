import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import type { ConversationHandler, VisitorMessage } from "./schema";
import { ongoingConversation } from "./start-conversation";
import { visitorMessages } from "./visitor-messages";

/** The conversation that a visitor has with a chatbot, without its messages. */
export interface VisitorConversation {
  id: string;
  handler: ConversationHandler;
  /** The chatbot writes a reply. */
  isReplying: boolean;
  /** Messages to the visitor that they have not seen. */
  unseen: number;
}

/** The conversation that goes on between the visitor who asks and their chatbot; null when there is none. */
export async function conversationOfVisitor(caller: Caller): Promise<VisitorConversation | null> {
  const place = { ...actingVisitor(caller), platform: "web" as const };
  const db = dbFor(caller);
  const id = await ongoingConversation(db, place);
  if (id === null) return null;
  const [row] = await db.$queryRaw<VisitorConversation[]>`
    SELECT c.id, c.handler::text AS handler,
           EXISTS (SELECT 1 FROM reply r WHERE r.project_id = c.project_id AND r.conversation_id = c.id
                      AND r.state = 'running') AS "isReplying",
           (SELECT count(*)::int FROM message m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
               AND m.position >= c.seen_up_to AND m.role = 'agent') AS unseen
      FROM conversation c WHERE c.project_id = ${place.projectId} AND c.id = ${id}`;
  return row ?? null;
}

/** Messages of a visitor's conversation, and whether there are some in front of them. */
export interface VisitorHistory {
  messages: VisitorMessage[];
  has_earlier: boolean;
}

/**
 * The newest messages of the visitor who asks, or those right before a position.
 * @throws NotFoundError they have no conversation with this chatbot
 */
export async function historyOfVisitor(caller: Caller, before?: number): Promise<VisitorHistory> {
  const { projectId, ...visitor } = actingVisitor(caller);
  const db = dbFor(caller);
  const conversationId = await ongoingConversation(db, { projectId, ...visitor, platform: "web" });
  if (conversationId === null) throw new NotFoundError("conversation");
  const messages = await visitorMessages(
    db,
    { projectId, conversationId },
    before === undefined ? "newest" : { before },
  );
  return { messages, has_earlier: (messages[0]?.position ?? 0) > 0 };
}

/**
 * One message of a conversation of the visitor who asks.
 * @throws NotFoundError no such message of theirs
 */
export async function messageOfVisitor(
  caller: Caller,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<VisitorMessage> {
  const { projectId, visitorId } = actingVisitor(caller);
  const db = dbFor(caller);
  const conversation = await db.conversation.findFirst({
    where: { projectId, id: conversationId, visitorId },
    select: { id: true },
  });
  const [message] =
    conversation === null ? [] : await visitorMessages(db, { projectId, conversationId }, { id: messageId });
  if (!message) throw new NotFoundError("message", messageId);
  return message;
}
