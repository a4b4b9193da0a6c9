import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { listName, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { findConversation } from "./find";
import { fetchMessages } from "./messages";
import type { MessageRow } from "./rows";
import type { ConversationExcerpt, ReadConversationInput } from "./schema";

/**
 * The newest messages of a conversation in reading order, without anything else; `cursor` leads to earlier ones.
 * @throws NotFoundError no such conversation in a project the caller may see
 */
export async function readConversation(
  caller: Caller,
  input: ReadConversationInput,
): Promise<ConversationExcerpt> {
  requirePermission(caller, "conversations:read");
  const db = dbFor(caller);
  const list = listName("recent messages", caller, { id: input.conversation_id });
  const [conversation, rows] = await Promise.all([
    findConversation(db, caller, input.conversation_id),
    fetchMessages(db, caller, input.conversation_id, {
      list,
      cursor: input.cursor,
      limit: input.limit,
      direction: "older",
    }),
  ]);
  const page = toViews(rows, input.limit, toLine, (row) => toCursor(list, [row.position]));
  return {
    conversation_id: conversation.id,
    platform: conversation.platform,
    message_count: conversation.userMessageCount + conversation.agentMessageCount,
    messages: page.items.reverse(),
    next_cursor: page.next_cursor,
  };
}

function toLine(row: MessageRow) {
  return { role: row.role, sent_at: row.sentAt.toJSON(), content: row.content };
}
