import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { requireVisitor } from "@/lib/channels/widget/require-visitor";
import { answerTicketInput } from "@/lib/channels/widget/schema";
import { answerTicketByVisitor } from "@/lib/tickets/answer-by-visitor";

export const OPTIONS = widgetPreflight;

/** Adds what the visitor writes to one of their tickets. */
export const POST = defineWidgetRoute<typeof answerTicketInput, { chatbotId: string; ticketId: string }>({
  input: answerTicketInput,
  limit: "messages",
  status: 201,
  handle: ({ widget, input, params }) =>
    answerTicketByVisitor(requireVisitor(widget), { ticket_id: params.ticketId, message: input.message }),
});
