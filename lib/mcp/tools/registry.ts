import "server-only";
import type { AnyTool } from "../define-tool";
import { getCapabilitiesTool } from "./get-capabilities";
import { getChatbotTool } from "./get-chatbot";
import { getConversationTool } from "./get-conversation";
import { listBusinessesTool } from "./list-businesses";
import { listChatbotsTool } from "./list-chatbots";
import { listConversationsTool } from "./list-conversations";
import { listProductsTool } from "./list-products";
import { listProjectsTool } from "./list-projects";
import { readConversationTool } from "./read-conversation";
import { searchProductsTool } from "./search-products";
import { updateChatbotAppearanceTool } from "./update-chatbot-appearance";
import { updateChatbotInstructionsTool } from "./update-chatbot-instructions";
import { updateChatbotLabelsTool } from "./update-chatbot-labels";
import { updateChatbotLanguageTool } from "./update-chatbot-language";
import { updateChatbotModelTool } from "./update-chatbot-model";
import { updateChatbotSettingsTool } from "./update-chatbot-settings";

/** Every tool of this installation. */
export const tools: readonly AnyTool[] = [
  getCapabilitiesTool,
  getChatbotTool,
  getConversationTool,
  listBusinessesTool,
  listChatbotsTool,
  listConversationsTool,
  listProductsTool,
  listProjectsTool,
  readConversationTool,
  searchProductsTool,
  updateChatbotAppearanceTool,
  updateChatbotInstructionsTool,
  updateChatbotLabelsTool,
  updateChatbotLanguageTool,
  updateChatbotModelTool,
  updateChatbotSettingsTool,
];
