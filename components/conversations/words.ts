import type { Platform } from "@/lib/conversations/schema";

export const PLATFORM_LABELS: Record<Platform, string> = {
  web: "Web",
  whatsapp: "WhatsApp",
  messenger: "Messenger",
};

/** What a visitor is called in lists: their name, or something that tells two nameless ones apart. */
export function visitorName(visitor: { id: string; name: string | null } | null): string {
  if (!visitor) return "Visitor";
  return visitor.name?.trim() || `Visitor ${visitor.id.slice(-4)}`;
}

/** Why the chatbot could not reply, by the cause that is kept with the reply. */
export const CAUSE_WORDS: Readonly<Record<string, string>> = {
  provider_timeout: "The model took too long.",
  provider_rate_limited: "The model provider's limit was reached.",
  provider_refused_key: "The model provider refused the key.",
  provider_unavailable: "The model provider could not be reached.",
  provider_error: "The model provider reported an error.",
  interrupted: "The reply was interrupted.",
};
