import "server-only";
import { listChatbots } from "@/lib/chatbots/list";
import { chatbotPage, listChatbotsInput } from "@/lib/chatbots/schema";
import { defineTool, READS } from "../define-tool";

export const listChatbotsTool = defineTool({
  name: "list_chatbots",
  title: "List chatbots",
  description:
    "Lists chatbots with ids, AI model, state and number of conversations, the main one first. Call it for a chatbot_id.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:read",
  tier: "starter",
  annotations: READS,
  input: listChatbotsInput,
  output: chatbotPage,
  run: listChatbots,
});
