import type { TranscriptMessage } from "@/lib/conversations/schema";

/** Why the chatbot could not reply, by the cause that is kept with the reply. */
const CAUSE_WORDS: Readonly<Record<string, string>> = {
  provider_timeout: "The model took too long.",
  provider_rate_limited: "The model provider's limit was reached.",
  provider_refused_key: "The model provider refused the key.",
  provider_unreachable: "The model provider could not be reached.",
  provider_inner_address: "The model provider's address is inside this server's own network.",
  provider_redirected: "The model provider sends requests elsewhere.",
  provider_model_unknown: "The model provider does not know this model.",
  provider_context_too_long: "The question with its sources was too long for the model.",
  provider_refused_request: "The model provider refused the request.",
  provider_failed: "The model provider failed.",
  provider_malformed: "The model provider's answer could not be read.",
  provider_empty: "The model wrote nothing.",
  provider_cut: "The connection to the model provider broke off.",
  provider_too_large: "The model provider's answer was too large.",
  provider_filtered: "The model provider's filter held the answer back.",
  provider_stopped: "The server stopped while the model wrote.",
  interrupted: "The reply was interrupted.",
};

/** Why there is no reply, in words; the code stands behind them for whoever looks into it. */
export function FailedReply({ reply }: { reply: NonNullable<TranscriptMessage["reply"]> }) {
  return (
    <span className="text-destructive-text" title={reply.error_detail || undefined}>
      {CAUSE_WORDS[reply.error_code ?? ""] ?? "The reply could not be written."}
      {reply.error_code && <span className="sr-only"> ({reply.error_code})</span>}
    </span>
  );
}
