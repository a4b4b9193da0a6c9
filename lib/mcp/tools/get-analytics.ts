import "server-only";
import { getAnalytics } from "@/lib/metrics/analytics";
import { analyticsTable, getAnalyticsInput } from "@/lib/metrics/schema";
import { toAnalyticsTable } from "@/lib/metrics/tables";
import { defineTool, READS } from "../define-tool";

export const getAnalyticsTool = defineTool({
  name: "get_analytics",
  title: "Get analytics",
  description:
    "Conversations, messages, response rate and time, leads and tickets for up to 365 days: totals, the period before, by platform, and a row per day, week or month. To compare chatbots use get_chatbot_metrics.",
  category: "analytics",
  scope: "project",
  permission: "analytics:read",
  tier: "starter",
  annotations: READS,
  input: getAnalyticsInput,
  output: analyticsTable,
  run: async (caller, input) => toAnalyticsTable(await getAnalytics(caller, input)),
});
