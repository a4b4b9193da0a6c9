import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import type { ConversationState, MarkConversationInput } from "./schema";
import { changeState, lockConversation } from "./state";

/**
 * Marks a conversation as read or unread, for the whole team. No audit: it says nothing of the customer.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function markConversation(
  caller: Caller,
  input: MarkConversationInput,
): Promise<ConversationState> {
  requirePermission(caller, "conversations:write");
  return change(caller, {}, async (db) => {
    const before = await lockConversation(db, caller, input.conversation_id);
    const { state } = await changeState(db, before, { isUnread: input.as === "unread" });
    return state;
  });
}
