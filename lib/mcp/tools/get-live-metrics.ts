import "server-only";
import { getLiveMetrics } from "@/lib/metrics/live";
import { getLiveMetricsInput, liveMetricsTable } from "@/lib/metrics/schema";
import { toLiveMetricsTable } from "@/lib/metrics/tables";
import { defineTool, READS } from "../define-tool";

export const getLiveMetricsTool = defineTool({
  name: "get_live_metrics",
  title: "Get live metrics",
  description:
    "What happens now: active conversations, customers waiting for an answer, and activity of the last hours (48 at most) in steps. For days use get_analytics.",
  category: "analytics",
  scope: "project",
  permission: "analytics:read",
  tier: "starter",
  annotations: READS,
  input: getLiveMetricsInput,
  output: liveMetricsTable,
  run: async (caller, input) => toLiveMetricsTable(await getLiveMetrics(caller, input)),
});
