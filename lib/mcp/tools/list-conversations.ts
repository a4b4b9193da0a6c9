import "server-only";
import { listConversations } from "@/lib/conversations/list";
import { conversationPage, listConversationsInput } from "@/lib/conversations/schema";
import { defineTool, READS } from "../define-tool";

export const listConversationsTool = defineTool({
  name: "list_conversations",
  title: "List conversations",
  description:
    "Finds conversations, newest first, by chatbot, date, platform and words; query adds the matching passage with its time. Read one with get_conversation.",
  category: "conversations",
  scope: "project",
  permission: "conversations:read",
  tier: "starter",
  annotations: READS,
  input: listConversationsInput,
  output: conversationPage,
  customerWritten: ["items[].preview", "items[].visitor.name", "items[].match.snippet"],
  run: listConversations,
});
