import type { WidgetLook } from "@/lib/channels/widget/schema";
import type { ChatbotDetail } from "@/lib/chatbots/schema";

/** What visitors see of a chatbot. */
export function lookOf({ name, appearance, labels }: ChatbotDetail): WidgetLook {
  return { name, ...appearance, ...labels };
}
