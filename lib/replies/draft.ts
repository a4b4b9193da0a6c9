import "server-only";
import type { MessageSource } from "@/lib/conversations/schema";

/** A reply that is not kept yet. */
export interface Draft {
  text: string;
  sources: MessageSource[];
  state: "answered" | "unanswered" | "failed";
  /** The model that wrote it; `built-in` when none did. */
  model: string;
  /** BCP 47 tag of the visitor's language when the message told it. */
  visitorLanguage: string | null;
  /** Why no model wrote it, though one should have. */
  error: { code: string; detail: string } | null;
  /** What was spent on it, whether or not it was used. */
  usage: { model: string; inputTokens: number; outputTokens: number }[];
}
