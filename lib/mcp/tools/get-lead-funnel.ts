import "server-only";
import { getLeadFunnel } from "@/lib/leads/funnel";
import { leadFunnel, leadFunnelInput } from "@/lib/leads/schema";
import { defineTool, READS } from "../define-tool";

export const getLeadFunnelTool = defineTool({
  name: "get_lead_funnel",
  title: "Get lead funnel",
  description:
    "Counts leads by qualification and by sales stage, with conversion between stages. The leads themselves: list_leads.",
  category: "leads",
  scope: "project",
  permission: "leads:read",
  tier: "starter",
  annotations: READS,
  input: leadFunnelInput,
  output: leadFunnel,
  run: getLeadFunnel,
});
