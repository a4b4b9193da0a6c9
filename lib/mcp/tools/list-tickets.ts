import "server-only";
import { listTickets } from "@/lib/tickets/list";
import { listTicketsInput, ticketPage } from "@/lib/tickets/schema";
import { defineTool, READS } from "../define-tool";

export const listTicketsTool = defineTool({
  name: "list_tickets",
  title: "List tickets",
  description:
    "Lists support tickets, last changed first, with an excerpt each; for patterns take status new and in_progress, limit 50. Read one with get_ticket.",
  category: "tickets",
  scope: "project",
  permission: "tickets:read",
  tier: "starter",
  annotations: READS,
  input: listTicketsInput,
  output: ticketPage,
  customerWritten: ["items[].subject", "items[].excerpt"],
  run: listTickets,
});
