import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { ConversationInput, ConversationState } from "./schema";
import { actingMember, changeState, type LockedState, lockConversation } from "./state";

/**
 * Lets the caller answer a conversation in place of the chatbot, or of a colleague: a reply that is being written is not
 * kept. They look after it from now on, and have read it. The same again changes nothing.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function takeOver(caller: Caller, input: ConversationInput): Promise<ConversationState> {
  requirePermission(caller, "conversations:write");
  return change(caller, {}, async (db) =>
    takeOverLocked(db, caller, await lockConversation(db, caller, input.conversation_id)),
  );
}

/** The same inside a transaction that holds the conversation. */
export async function takeOverLocked(
  db: TenantTransaction,
  caller: Caller,
  before: LockedState,
): Promise<ConversationState> {
  const assigneeId = actingMember(caller) ?? before.assigneeId;
  const { state } = await changeState(db, before, { handler: "person", assigneeId, isUnread: false });
  if (before.handler !== "person" || before.assigneeId !== assigneeId) {
    await recordAudit(db, caller, {
      action: "conversation.take_over",
      targetKind: "conversation",
      targetId: before.id,
      details: { project_id: before.projectId },
    });
  }
  return state;
}
