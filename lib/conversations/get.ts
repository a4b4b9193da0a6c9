import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { listName, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { findConversation } from "./find";
import { fetchMessages } from "./messages";
import { toConversationDetail, toMessageView } from "./rows";
import type { ConversationDetail, GetConversationInput } from "./schema";

/**
 * A conversation with what is known of its visitor and a page of its messages.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function getConversation(
  caller: Caller,
  input: GetConversationInput,
): Promise<ConversationDetail> {
  requirePermission(caller, "conversations:read");
  const db = dbFor(caller);
  const list = listName("messages", caller, { id: input.conversation_id, order: input.order });
  const [conversation, rows] = await Promise.all([
    findConversation(db, caller, input.conversation_id),
    fetchMessages(db, caller, input.conversation_id, {
      list,
      cursor: input.cursor,
      limit: input.limit,
      direction: input.order === "newest_first" ? "older" : "newer",
    }),
  ]);
  const page = toViews(rows, input.limit, toMessageView, (row) => toCursor(list, [row.position]));
  return { ...toConversationDetail(conversation), messages: page.items, next_cursor: page.next_cursor };
}
