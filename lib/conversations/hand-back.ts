import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import type { ConversationInput, ConversationState } from "./schema";
import { changeState, lockConversation } from "./state";

/**
 * Lets the chatbot answer a conversation again, from the visitor's next message on. Whoever looks after it still does.
 * The same again changes nothing.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function handBack(caller: Caller, input: ConversationInput): Promise<ConversationState> {
  requirePermission(caller, "conversations:write");
  return change(caller, {}, async (db) => {
    const before = await lockConversation(db, caller, input.conversation_id);
    const { isChanged, state } = await changeState(db, before, { handler: "chatbot" });
    if (isChanged) {
      await recordAudit(db, caller, {
        action: "conversation.hand_back",
        targetKind: "conversation",
        targetId: before.id,
        details: { project_id: before.projectId },
      });
    }
    return state;
  });
}
