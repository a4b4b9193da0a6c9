import "server-only";
import type { AnyTool } from "../define-tool";
import { getAnalyticsTool } from "./get-analytics";
import { getCapabilitiesTool } from "./get-capabilities";
import { getChatbotTool } from "./get-chatbot";
import { getChatbotMetricsTool } from "./get-chatbot-metrics";
import { getConversationTool } from "./get-conversation";
import { getDailyUsageTool } from "./get-daily-usage";
import { getDashboardOverviewTool } from "./get-dashboard-overview";
import { getLiveMetricsTool } from "./get-live-metrics";
import { getUsageTool } from "./get-usage";
import { listBusinessesTool } from "./list-businesses";
import { listChatbotsTool } from "./list-chatbots";
import { listConversationsTool } from "./list-conversations";
import { listProductsTool } from "./list-products";
import { listProjectsTool } from "./list-projects";
import { readConversationTool } from "./read-conversation";
import { searchProductsTool } from "./search-products";

/** Every tool of this installation. */
export const tools: readonly AnyTool[] = [
  getAnalyticsTool,
  getCapabilitiesTool,
  getChatbotTool,
  getChatbotMetricsTool,
  getConversationTool,
  getDailyUsageTool,
  getDashboardOverviewTool,
  getLiveMetricsTool,
  getUsageTool,
  listBusinessesTool,
  listChatbotsTool,
  listConversationsTool,
  listProductsTool,
  listProjectsTool,
  readConversationTool,
  searchProductsTool,
];
