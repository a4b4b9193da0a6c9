import type { WidgetSettings } from "@/lib/chatbots/schema";

/** What the chat knows of its place. */
export interface WebsiteFormProps {
  projectId: string;
  chatbotId: string;
  widget: WidgetSettings;
}

export const LEAD_FORM_WORDS: Record<WidgetSettings["lead_form"], { title: string; hint: string }> = {
  never: { title: "Never", hint: "Visitors stay unknown, unless they say who they are." },
  when_needed: {
    title: "When it is needed",
    hint: "When the chatbot has no answer, so that you can give it.",
  },
  before_chat: { title: "Before the chat", hint: "Nobody can write without leaving their details." },
};
