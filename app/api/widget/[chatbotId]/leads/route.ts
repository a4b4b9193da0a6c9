import { widgetPreflight } from "@/lib/channels/widget/cors";
import { defineWidgetRoute } from "@/lib/channels/widget/define-route";
import { withVisitor } from "@/lib/channels/widget/require-visitor";
import { leaveContactInput } from "@/lib/channels/widget/schema";
import { conversationOfVisitor } from "@/lib/conversations/of-visitor";
import { captureLead } from "@/lib/leads/capture";
import { contactFormOff } from "@/lib/leads/contact-form-off";

export const OPTIONS = widgetPreflight;

/** Keeps how to reach the visitor, with their consent. */
export const POST = defineWidgetRoute({
  input: leaveContactInput,
  limit: "forms",
  handle: async ({ widget, input: { page_url: _, ...contact } }) => {
    // Before somebody becomes a visitor by it.
    if (widget.chatbot.leadForm === "never") throw contactFormOff();
    const caller = await withVisitor(widget);
    const conversation = await conversationOfVisitor(caller);
    await captureLead(caller, { ...contact, conversationId: conversation?.id ?? null, source: "form" });
    return { saved: true };
  },
});
