import "server-only";
import { getUsage } from "@/lib/usage/get";
import { getUsageInput, usage } from "@/lib/usage/schema";
import { defineTool, READS } from "../define-tool";

export const getUsageTool = defineTool({
  name: "get_usage",
  aliases: ["caramel.v1.meta.usage"],
  title: "Get usage",
  description:
    "Plan and tier, and what is used and left: tool calls this minute, today and of each project, AI credits and messages this month. Once a day is enough.",
  category: "account",
  scope: "organisation",
  permission: "any",
  tier: "starter",
  annotations: READS,
  input: getUsageInput,
  output: usage,
  run: (caller, input, context) => getUsage(caller, input, context.listTools()),
});
