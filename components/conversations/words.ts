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
