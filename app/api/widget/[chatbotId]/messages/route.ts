import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { postMessage } from "@/lib/channels/widget/post-message";
import { postMessageInput } from "@/lib/channels/widget/schema";

export const OPTIONS = widgetPreflight;

/** Takes a visitor's message and streams the reply. */
export const POST = defineWidgetRoute({
  input: postMessageInput,
  limit: "messages",
  handle: ({ widget, input }) => postMessage(widget, input),
});
