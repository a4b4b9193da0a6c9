import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { chatbotUpdate, updateChatbotInstructionsInput } from "@/lib/chatbots/schema";
import { updateChatbotInstructions } from "@/lib/chatbots/update-instructions";
import { defineTool, SETS } from "../define-tool";

export const updateChatbotInstructionsTool = defineTool({
  name: "update_chatbot_instructions",
  title: "Rewrite chatbot instructions",
  description:
    "Replaces a chatbot's whole system prompt, at once. Read it with get_chatbot first and keep what shall stay.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: SETS,
  input: updateChatbotInstructionsInput,
  output: chatbotUpdate,
  projectOf: projectOfChatbot,
  run: updateChatbotInstructions,
});
