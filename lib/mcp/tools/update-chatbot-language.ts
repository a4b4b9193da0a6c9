import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotLanguageInput } from "@/lib/chatbots/schema";
import { updateChatbotLanguage } from "@/lib/chatbots/update-language";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotLanguageTool = defineTool({
  name: "update_chatbot_language",
  title: "Set chatbot language",
  description: "Fixes the language of a chatbot's replies, or lets it answer each visitor in their own.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotLanguageInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotLanguage,
});
