import "server-only";
import { appendMessage } from "@/lib/conversations/append-message";
import { HOUR_SECONDS } from "@/lib/core/clock";
import type { TenantTransaction } from "@/lib/db/tenant";

/** What a rule said longer ago is not what the visitor writes about. */
const MAX_AGE_SECONDS = HOUR_SECONDS;

/** In which conversation, and to whom, the rules of a chatbot have spoken. */
export interface GreetedConversation {
  projectId: string;
  chatbotId: string;
  conversationId: string;
  /** SHA-256 of the visitor's token in hex. */
  visitorHash: string;
}

/**
 * Adds to a conversation what sales rules have said to its visitor, as the rules say it now, each once. Called before
 * the visitor's own message is added; a rule alone begins no conversation. The visitor must be locked.
 * @returns how many were added
 */
export async function keepGreetings(
  db: TenantTransaction,
  { projectId, chatbotId, conversationId, visitorHash }: GreetedConversation,
): Promise<number> {
  const said = await db.$queryRaw<{ id: string; message: string }[]>`
    SELECT r.id, r.message FROM sales_rule r
      JOIN sales_rule_showing s ON s.project_id = r.project_id AND s.rule_id = r.id
     WHERE r.project_id = ${projectId} AND r.chatbot_id = ${chatbotId} AND s.visitor_hash = ${visitorHash}
       AND s.shown_at > now() - ${MAX_AGE_SECONDS}::int * interval '1 second'
       AND NOT EXISTS (SELECT 1 FROM message m WHERE m.project_id = r.project_id
                          AND m.conversation_id = ${conversationId} AND m.author_kind = 'rule' AND m.author_id = r.id)
     ORDER BY s.shown_at, r.id`;
  for (const { id, message } of said) {
    const author = { kind: "rule" as const, id };
    await appendMessage(db, projectId, conversationId, { role: "agent", content: message, author });
  }
  return said.length;
}
