import "server-only";
import { listSalesRules } from "@/lib/sales-rules/list";
import { listSalesRulesInput, salesRulePage } from "@/lib/sales-rules/schema";
import { defineTool, READS } from "../define-tool";

export const listSalesAgentRulesTool = defineTool({
  name: "list_sales_agent_rules",
  title: "List sales rules",
  description:
    "Lists active sales rules: what makes the chat widget speak to a visitor first, and what it says.",
  category: "chatbots",
  scope: "project",
  permission: "chatbots:read",
  tier: "starter",
  annotations: READS,
  input: listSalesRulesInput,
  output: salesRulePage,
  run: listSalesRules,
});
