import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { withVisitor } from "@/lib/channels/widget/require-visitor";
import { openTicketInput } from "@/lib/channels/widget/schema";
import { openTicketByVisitor } from "@/lib/tickets/open-by-visitor";
import { ticketsOff } from "@/lib/tickets/tickets-off";

export const OPTIONS = widgetPreflight;

/** Opens a ticket: the visitor asks for a person. */
export const POST = defineWidgetRoute({
  input: openTicketInput,
  limit: "forms",
  status: 201,
  handle: async ({ widget, input: { page_url: _, ...request } }) => {
    // Before somebody becomes a visitor by it.
    if (!widget.chatbot.visitorTickets) throw ticketsOff();
    return openTicketByVisitor(await withVisitor(widget), request);
  },
});
