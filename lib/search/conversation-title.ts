import "server-only";
import type { ConversationView } from "@/lib/conversations/schema";

const PLATFORMS = { web: "Web chat", whatsapp: "WhatsApp chat", messenger: "Messenger chat" };

/** Names a conversation without anything a customer wrote. */
export function conversationTitle({
  platform,
  chatbot_name,
  started_at,
}: Pick<ConversationView, "platform" | "chatbot_name" | "started_at">): string {
  return `${PLATFORMS[platform]} with ${chatbot_name}, ${started_at.slice(0, 10)}`;
}
