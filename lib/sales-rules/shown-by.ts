import "server-only";
import type { Caller } from "@/lib/auth/caller";

/** The chatbot that shows its rules to the visitor who asks; they need no row for it. */
export function shownBy({ actor }: Caller): string {
  if (actor.kind !== "visitor") throw new Error("Only a visitor is shown rules.");
  return actor.chatbotId;
}
