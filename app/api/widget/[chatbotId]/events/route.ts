import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { eventsInput } from "@/lib/channels/widget/schema";
import { watchConversation } from "@/lib/channels/widget/watch";
import { eventStreamResponse } from "@/lib/core/event-stream";

export const OPTIONS = widgetPreflight;

/** What happens in the visitor's conversation and tickets, as it happens. */
export const POST = defineWidgetRoute({
  input: eventsInput,
  limit: "reading",
  handle: async ({ widget, input }) => eventStreamResponse(await watchConversation(widget, input)),
});
