import "server-only";
import { getChatbotMetrics } from "@/lib/metrics/chatbot-metrics";
import { chatbotMetrics, getChatbotMetricsInput } from "@/lib/metrics/schema";
import { defineTool, READS } from "../define-tool";

export const getChatbotMetricsTool = defineTool({
  name: "get_chatbot_metrics",
  title: "Get chatbot metrics",
  description:
    "Compares the chatbots, busiest first, with their total: active conversations, response rate and time, lead conversion over a period (30 days by default).",
  category: "analytics",
  scope: "project",
  permission: "analytics:read",
  tier: "starter",
  annotations: READS,
  input: getChatbotMetricsInput,
  output: chatbotMetrics,
  run: (caller, input) => getChatbotMetrics(caller, input),
});
