import { callerForProject } from "@/lib/auth/session";
import { listTickets } from "@/lib/tickets/list";
import { ticketFilters } from "@/lib/tickets/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;

/** One line for each ticket. Times are UTC; `first_message` is the beginning of what the customer wrote. */
const HEADER = [
  ...["id", "subject", "status", "priority", "assignee", "opened_at", "changed_at", "conversation_id"],
  "first_message",
];

/** The tickets as a file, with the filters of the page. */
export const GET = defineRoute<typeof ticketFilters, { projectId: string }>({
  input: ticketFilters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "tickets.csv",
      HEADER,
      (cursor) => listTickets(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (ticket) => [
        ticket.id,
        ticket.subject,
        ticket.status,
        ticket.priority,
        ticket.assignee?.name ?? "",
        ticket.created_at,
        ticket.updated_at,
        ticket.conversation_id ?? "",
        ticket.excerpt,
      ],
    );
  },
});
