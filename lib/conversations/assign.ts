import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { requireMember } from "@/lib/tickets/require-member";
import type { AssignConversationInput, ConversationState } from "./schema";
import { changeState, lockConversation } from "./state";

/**
 * Gives a conversation to a member of the organisation, or to nobody. Who answers it stays the same. The same person
 * again changes nothing.
 * @throws NotFoundError no such conversation in a project the caller may see
 * @throws InvalidInputError the person is no member of the organisation
 */
export async function assignConversation(
  caller: Caller,
  input: AssignConversationInput,
): Promise<ConversationState> {
  requirePermission(caller, "conversations:write");
  return change(caller, {}, async (db) => {
    const before = await lockConversation(db, caller, input.conversation_id);
    const { assignee_id: assigneeId } = input;
    if (assigneeId !== null && assigneeId !== before.assigneeId) await requireMember(db, assigneeId);
    const { isChanged, state } = await changeState(db, before, { assigneeId });
    if (isChanged) {
      await recordAudit(db, caller, {
        action: "conversation.assign",
        targetKind: "conversation",
        targetId: before.id,
        details: { project_id: before.projectId, before: before.assigneeId, after: assigneeId },
      });
    }
    return state;
  });
}
