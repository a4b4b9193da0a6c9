import "server-only";
import { listConversations } from "@/lib/conversations/list";
import { conversationPage, listConversationsInput } from "@/lib/conversations/schema";
import { defineTool, READS } from "../define-tool";

export const listConversationsTool = defineTool({
  name: "list_conversations",
  title: "List conversations",
  description:
    "Finds conversations, newest first, by chatbot, dates, platform and words in their messages; with query each comes with the matching passage and its time. Read one with get_conversation.",
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
