import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotAppearanceInput } from "@/lib/chatbots/schema";
import { updateChatbotAppearance } from "@/lib/chatbots/update-appearance";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotAppearanceTool = defineTool({
  name: "update_chatbot_appearance",
  title: "Change chatbot appearance",
  description: "Sets colours (hex codes), position and bubble style of the chat widget.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotAppearanceInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotAppearance,
});
