import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { requireToken } from "@/lib/channels/widget/require-visitor";
import { ruleShownInput } from "@/lib/channels/widget/schema";
import { recordShowing } from "@/lib/sales-rules/record-showing";

export const OPTIONS = widgetPreflight;

/** Counts that the visitor was shown a rule's message. */
export const POST = defineWidgetRoute<typeof ruleShownInput, { chatbotId: string; ruleId: string }>({
  input: ruleShownInput,
  limit: "reading",
  handle: async ({ widget, params }) => ({
    counted: await recordShowing(widget.caller, {
      rule_id: params.ruleId,
      visitorHash: requireToken(widget),
    }),
  }),
});
