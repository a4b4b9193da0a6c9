import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { sessionInput } from "@/lib/channels/widget/schema";
import { openSession } from "@/lib/channels/widget/session";

export const OPTIONS = widgetPreflight;

/** What a page needs to draw the chat, with the visitor's conversation so far. */
export const POST = defineWidgetRoute({
  input: sessionInput,
  limit: "session",
  handle: ({ widget }) => openSession(widget),
});
