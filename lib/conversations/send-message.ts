import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { ConflictError, InsufficientPermissionError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { appendMessage } from "./append-message";
import type { ConversationState, SendMessageInput } from "./schema";
import { actingMember, lockConversation } from "./state";
import { takeOverLocked } from "./take-over";

/** A message of a member as it was kept, and the conversation behind it. */
export interface SentMessage {
  message_id: string;
  position: number;
  sent_at: string;
  conversation: ConversationState;
}

/**
 * Writes to the visitor in the caller's name. Who writes takes the conversation over, when the chatbot or a colleague had
 * it.
 * @throws InsufficientPermissionError also for whoever is no person: visitors see a name
 * @throws NotFoundError no such conversation in a project the caller may see
 * @throws ConflictError `visitor_unreachable`: the conversation was imported, and no message would reach anybody
 */
export async function sendMessage(caller: Caller, input: SendMessageInput): Promise<SentMessage> {
  requirePermission(caller, "conversations:write");
  const userId = actingMember(caller);
  if (userId === null) throw new InsufficientPermissionError("conversations:write");
  return change(caller, {}, async (db) => {
    const before = await lockConversation(db, caller, input.conversation_id);
    if (!before.isReachable) {
      throw new ConflictError("A message would reach nobody: this visitor did not come by the chat.", {
        reason: "visitor_unreachable",
        nextStep: "Use the e-mail address or phone number you have of them.",
      });
    }
    const conversation = await takeOverLocked(db, caller, before);
    const kept = await appendMessage(db, before.projectId, before.id, {
      role: "agent",
      content: input.text,
      author: { kind: "person", id: userId },
      // In a space of its own: visitors choose their ids, too.
      ...(input.message_id !== undefined && { externalId: `person:${input.message_id}` }),
    });
    if (!kept.isRepeated) {
      await recordAudit(db, caller, {
        action: "conversation.reply",
        targetKind: "conversation",
        targetId: before.id,
        details: { project_id: before.projectId },
      });
    }
    return {
      message_id: kept.id,
      position: kept.position,
      sent_at: kept.sentAt.toJSON(),
      conversation,
    };
  });
}
