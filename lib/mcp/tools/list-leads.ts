import "server-only";
import { listLeads } from "@/lib/leads/list";
import { leadPage, listLeadsInput } from "@/lib/leads/schema";
import { defineTool, READS } from "../define-tool";

export const listLeadsTool = defineTool({
  name: "list_leads",
  title: "List leads",
  description:
    "Lists leads, newest first: contact details, source chatbot, qualification and sales stage. For counts use get_lead_funnel.",
  category: "leads",
  scope: "project",
  permission: "leads:read",
  tier: "starter",
  annotations: READS,
  input: listLeadsInput,
  output: leadPage,
  customerWritten: ["items[].name", "items[].email", "items[].phone"],
  run: listLeads,
});
