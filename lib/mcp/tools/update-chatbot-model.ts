import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotModelInput } from "@/lib/chatbots/schema";
import { updateChatbotModel } from "@/lib/chatbots/update-model";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotModelTool = defineTool({
  name: "update_chatbot_model",
  title: "Switch chatbot model",
  description: "Sets the AI model that writes a chatbot's replies, its temperature, or both.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotModelInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotModel,
});
