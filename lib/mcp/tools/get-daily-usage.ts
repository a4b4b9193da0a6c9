import "server-only";
import { getDailyUsage, toDailyUsageTable } from "@/lib/usage/get-daily";
import { dailyUsageTable, getDailyUsageInput } from "@/lib/usage/schema";
import { defineTool, READS } from "../define-tool";

export const getDailyUsageTool = defineTool({
  name: "get_daily_usage",
  title: "Get daily usage",
  description:
    "Tool calls and chatbot tokens of each day (90 at most) against the limits, calls by tool, and what is left today. For the plan and what is left right now use get_usage.",
  category: "account",
  scope: "project",
  permission: "any",
  tier: "starter",
  annotations: READS,
  input: getDailyUsageInput,
  output: dailyUsageTable,
  run: async (caller, input) => toDailyUsageTable(await getDailyUsage(caller, input)),
});
