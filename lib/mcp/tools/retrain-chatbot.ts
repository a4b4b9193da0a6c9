import "server-only";
import { projectOfChatbot } from "@/lib/chatbots/project-of";
import { retrainChatbotInput, trainingStart } from "@/lib/knowledge/schema";
import { startTraining } from "@/lib/knowledge/start-training";
import { defineTool, SETS } from "../define-tool";

export const retrainChatbotTool = defineTool({
  name: "retrain_chatbot",
  title: "Retrain chatbot",
  description:
    "Rebuilds what a chatbot knows from products, documents and custom content, in the background; it answers from the old index meanwhile. Call it again for the progress.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:write",
  tier: "starter",
  annotations: { ...SETS, idempotentHint: false },
  input: retrainChatbotInput,
  output: trainingStart,
  projectOf: projectOfChatbot,
  run: startTraining,
});
