import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotSettingsInput } from "@/lib/chatbots/schema";
import { updateChatbotSettings } from "@/lib/chatbots/update-settings";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotSettingsTool = defineTool({
  name: "update_chatbot_settings",
  title: "Change chatbot settings",
  description:
    "Renames or describes a chatbot, turns it on or off, or sets how strictly it follows its sources.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotSettingsInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotSettings,
});
