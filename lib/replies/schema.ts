import { z } from "zod";
import { idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

export const listReplyProblemsInput = z.strictObject({ chatbot_id: idOf("chatbot"), ...pageFields });
export type ListReplyProblemsInput = z.infer<typeof listReplyProblemsInput>;

export const replyProblem = z.strictObject({
  id: idOf("reply"),
  conversation_id: idOf("conversation"),
  /** The visitor's words, shortened. */
  question: z.string(),
  /** Whether the visitor got an answer all the same, by the built-in answerer. */
  was_answered: z.boolean(),
  model: z.string(),
  /** Why, in words. */
  cause: z.string(),
  /** What exactly was seen or said. */
  detail: z.string(),
  at: moment,
});
export type ReplyProblem = z.infer<typeof replyProblem>;

export const replyProblemPage = z.strictObject({ items: z.array(replyProblem), next_cursor: nextCursor });
export type ReplyProblemPage = z.infer<typeof replyProblemPage>;

/** Why a reply failed, in words for the owner, by its error code. */
const CAUSES: Readonly<Record<string, string>> = {
  provider_timeout: "The model was too slow",
  provider_unreachable: "The model's server could not be reached",
  provider_inner_address: "The model's address is not allowed",
  provider_redirected: "The model's address has moved",
  provider_refused_key: "The key was refused",
  provider_rate_limited: "Too many requests, or no credit left",
  provider_model_unknown: "The model is unknown there",
  provider_context_too_long: "The conversation was too long for the model",
  provider_refused_request: "The request was refused",
  provider_failed: "The model's server failed",
  provider_malformed: "The answer could not be read",
  provider_empty: "The model wrote nothing",
  provider_cut: "The connection broke off",
  provider_too_large: "The answer was far too long",
  provider_filtered: "The provider's filter held the answer back",
  provider_stopped: "The server was stopped",
  interrupted: "The server was stopped",
  internal_error: "An error on our side",
};

/** An error code in words. */
export function causeInWords(code: string): string {
  return CAUSES[code] ?? "Something went wrong";
}
