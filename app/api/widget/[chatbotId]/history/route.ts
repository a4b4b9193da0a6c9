import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { requireVisitor } from "@/lib/channels/widget/require-visitor";
import { historyInput } from "@/lib/channels/widget/schema";
import { historyOfVisitor } from "@/lib/conversations/of-visitor";

export const OPTIONS = widgetPreflight;

/** Earlier messages of the visitor's conversation. */
export const POST = defineWidgetRoute({
  input: historyInput,
  limit: "reading",
  handle: ({ widget, input }) => historyOfVisitor(requireVisitor(widget), input.before),
});
