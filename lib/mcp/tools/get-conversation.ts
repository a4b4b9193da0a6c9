import "server-only";
import { getConversation } from "@/lib/conversations/get";
import { conversationDetail, getConversationInput } from "@/lib/conversations/schema";
import { defineTool, READS } from "../define-tool";

export const getConversationTool = defineTool({
  name: "get_conversation",
  title: "Get conversation",
  description:
    "Shows one conversation whole: every message with its time, and what is known of the customer. For a quick look use read_conversation.",
  category: "conversations",
  scope: "project",
  permission: "conversations:read",
  tier: "starter",
  annotations: READS,
  input: getConversationInput,
  output: conversationDetail,
  customerWritten: [
    "messages[role=user].content",
    "visitor.external_id",
    "visitor.name",
    "visitor.email",
    "visitor.phone",
    "visitor.attributes[].name",
    "visitor.attributes[].value",
  ],
  run: getConversation,
});
