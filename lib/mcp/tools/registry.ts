import "server-only";
import type { AnyTool } from "../define-tool";
import { fetchTool } from "./fetch";
import { getAnalyticsTool } from "./get-analytics";
import { getCapabilitiesTool } from "./get-capabilities";
import { getChatbotTool } from "./get-chatbot";
import { getChatbotMetricsTool } from "./get-chatbot-metrics";
import { getConversationTool } from "./get-conversation";
import { getDailyUsageTool } from "./get-daily-usage";
import { getDashboardOverviewTool } from "./get-dashboard-overview";
import { getLeadFunnelTool } from "./get-lead-funnel";
import { getLiveMetricsTool } from "./get-live-metrics";
import { getTicketTool } from "./get-ticket";
import { getUsageTool } from "./get-usage";
import { listBusinessesTool } from "./list-businesses";
import { listChatbotsTool } from "./list-chatbots";
import { listConversationsTool } from "./list-conversations";
import { listLeadsTool } from "./list-leads";
import { listProductsTool } from "./list-products";
import { listProjectsTool } from "./list-projects";
import { listSalesAgentRulesTool } from "./list-sales-agent-rules";
import { listTicketsTool } from "./list-tickets";
import { readConversationTool } from "./read-conversation";
import { retrainChatbotTool } from "./retrain-chatbot";
import { searchTool } from "./search";
import { searchProductsTool } from "./search-products";
import { updateChatbotAppearanceTool } from "./update-chatbot-appearance";
import { updateChatbotInstructionsTool } from "./update-chatbot-instructions";
import { updateChatbotLabelsTool } from "./update-chatbot-labels";
import { updateChatbotLanguageTool } from "./update-chatbot-language";
import { updateChatbotModelTool } from "./update-chatbot-model";
import { updateChatbotSettingsTool } from "./update-chatbot-settings";

/** Every tool of this installation. */
export const tools: readonly AnyTool[] = [
  fetchTool,
  getAnalyticsTool,
  getCapabilitiesTool,
  getChatbotTool,
  getChatbotMetricsTool,
  getConversationTool,
  getDailyUsageTool,
  getDashboardOverviewTool,
  getLeadFunnelTool,
  getLiveMetricsTool,
  getTicketTool,
  getUsageTool,
  listBusinessesTool,
  listChatbotsTool,
  listConversationsTool,
  listLeadsTool,
  listProductsTool,
  listProjectsTool,
  listSalesAgentRulesTool,
  listTicketsTool,
  readConversationTool,
  retrainChatbotTool,
  searchTool,
  searchProductsTool,
  updateChatbotAppearanceTool,
  updateChatbotInstructionsTool,
  updateChatbotLabelsTool,
  updateChatbotLanguageTool,
  updateChatbotModelTool,
  updateChatbotSettingsTool,
];
