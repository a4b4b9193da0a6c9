import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { conditionsFor, conversationKey, fetchConversations } from "./fetch-page";
import { toConversationView } from "./rows";
import type { ConversationPage, ListConversationsInput } from "./schema";

/**
 * Conversations of the caller's projects by their last message, newest first. The range bounds that same time. With
 * `query`, only those with a matching message, together with the newest match.
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError `from` after `to`, a query without a word to look for, or a foreign cursor
 */
export async function listConversations(
  caller: Caller,
  input: ListConversationsInput,
): Promise<ConversationPage> {
  requirePermission(caller, "conversations:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("conversations", caller, filters);
  const after = readCursor(list, cursor, conversationKey);
  const conditions = conditionsFor(input, after);
  const rows = await fetchConversations(dbFor(caller), caller, input, conditions, limit + 1);
  return toViews(rows, limit, toConversationView, (row) =>
    toCursor(list, [row.lastMessageAt.toJSON(), row.id]),
  );
}
