import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotLabelsInput } from "@/lib/chatbots/schema";
import { updateChatbotLabels } from "@/lib/chatbots/update-labels";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotLabelsTool = defineTool({
  name: "update_chatbot_labels",
  title: "Change chatbot labels",
  description: "Sets what visitors read around the chat.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotLabelsInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotLabels,
});
