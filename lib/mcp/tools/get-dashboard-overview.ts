import "server-only";
import { getOverview } from "@/lib/metrics/overview";
import { getOverviewInput, overview } from "@/lib/metrics/schema";
import { defineTool, READS } from "../define-tool";

export const getDashboardOverviewTool = defineTool({
  name: "get_dashboard_overview",
  title: "Get dashboard overview",
  description:
    "Where things stand: all-time sessions, active chatbots, platforms, today and this week, the last days against those before, newest conversations. A good first look.",
  category: "analytics",
  scope: "project",
  permission: "analytics:read",
  tier: "starter",
  annotations: READS,
  input: getOverviewInput,
  output: overview,
  customerWritten: ["latest_conversations[].preview", "latest_conversations[].visitor.name"],
  run: (caller, input) => getOverview(caller, input),
});
