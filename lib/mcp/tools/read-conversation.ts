import "server-only";
import { readConversation } from "@/lib/conversations/read";
import { conversationExcerpt, readConversationInput } from "@/lib/conversations/schema";
import { defineTool, READS } from "../define-tool";

export const readConversationTool = defineTool({
  name: "read_conversation",
  title: "Read recent messages",
  description:
    "Shows the newest messages of one conversation in reading order, and nothing else. For the customer's details use get_conversation.",
  category: "conversations",
  scope: "project",
  permission: "conversations:read",
  tier: "starter",
  annotations: READS,
  input: readConversationInput,
  output: conversationExcerpt,
  customerWritten: ["messages[role=user].content"],
  run: readConversation,
});
