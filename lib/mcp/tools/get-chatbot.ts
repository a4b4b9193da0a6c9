import "server-only";
import { getChatbot } from "@/lib/chatbots/get";
import { chatbotDetail, getChatbotInput } from "@/lib/chatbots/schema";
import { defineTool, READS } from "../define-tool";

export const getChatbotTool = defineTool({
  name: "get_chatbot",
  title: "Get chatbot",
  description:
    "Shows the whole configuration of one chatbot: instructions, model, temperature, language, strictness, colours, position, labels and the last retraining.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:read",
  tier: "starter",
  annotations: READS,
  input: getChatbotInput,
  output: chatbotDetail,
  run: getChatbot,
});
