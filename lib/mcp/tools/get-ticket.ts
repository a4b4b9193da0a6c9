import "server-only";
import { getTicket } from "@/lib/tickets/get";
import { getTicketInput, ticketDetail } from "@/lib/tickets/schema";
import { defineTool, READS } from "../define-tool";

export const getTicketTool = defineTool({
  name: "get_ticket",
  title: "Get ticket",
  description:
    "Shows one ticket whole: thread, status history, who works on it, and the conversation it comes from. Find it with list_tickets.",
  category: "tickets",
  scope: "project",
  permission: "tickets:read",
  tier: "starter",
  annotations: READS,
  input: getTicketInput,
  output: ticketDetail,
  customerWritten: [
    "subject",
    "thread[kind=message].body",
    "thread[kind=message].author.name",
    "conversation.visitor.name",
  ],
  run: getTicket,
});
