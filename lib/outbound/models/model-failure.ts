import "server-only";
import { APICallError, EmptyResponseBodyError, JSONParseError, TypeValidationError } from "ai";
import { isForbiddenAddress } from "../guarded-fetch";

/** Why a model gave no answer. */
export type ModelFailureCode =
  | "provider_timeout"
  | "provider_unreachable"
  | "provider_inner_address"
  | "provider_redirected"
  | "provider_refused_key"
  | "provider_rate_limited"
  | "provider_model_unknown"
  | "provider_context_too_long"
  | "provider_refused_request"
  | "provider_failed"
  | "provider_malformed"
  | "provider_empty"
  | "provider_cut"
  | "provider_too_large"
  | "provider_filtered"
  | "provider_stopped";

/** A model server did not do what it was asked. Its `message` is for the owner and holds no secret. */
export class ModelFailure extends Error {
  readonly code: ModelFailureCode;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ModelFailureCode,
    message: string,
    options: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ModelFailure";
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Longest part of a server's own words that is passed on to the owner, in characters. */
const MAX_OWN_WORDS = 300;
const TOO_LONG =
  /context[_ ]length|maximum context|context window|prompt is too long|too many tokens|input token count|reduce the length/i;

/**
 * What went wrong, from whatever a kit threw. The kits' errors hold the request with its secrets: none is passed on.
 * @param key is masked in the server's own words
 */
export function toModelFailure(error: unknown, key: string | null): ModelFailure {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ModelFailure) return cause;
  }
  if (isForbiddenAddress(error)) {
    return new ModelFailure(
      "provider_inner_address",
      "The address is inside this server's own network. Whoever runs the server can allow it with OUTBOUND_ALLOWED_HOSTS.",
    );
  }
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    return answered(error, error.statusCode, key);
  }
  if (JSONParseError.isInstance(error) || TypeValidationError.isInstance(error) || hasParseCause(error)) {
    return new ModelFailure(
      "provider_malformed",
      "The server's answer could not be read. Is the address right?",
    );
  }
  if (EmptyResponseBodyError.isInstance(error)) {
    return new ModelFailure("provider_empty", "The server answered with nothing.");
  }
  const code = networkCode(error);
  if (code === "UND_ERR_SOCKET" || /terminated/i.test(error instanceof Error ? error.message : "")) {
    return new ModelFailure("provider_cut", "The connection broke off in the middle of the answer.");
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return new ModelFailure("provider_timeout", "The server could not be reached in time.");
  }
  if (code !== null)
    return new ModelFailure("provider_unreachable", `The server could not be reached (${code}).`);
  // A server that reports an error inside a stream that had begun.
  return new ModelFailure("provider_failed", `The server reported an error. ${ownWords(error, key)}`.trim());
}

function answered(error: APICallError, status: number, key: string | null): ModelFailure {
  const said = ownWords(error, key);
  const detail = (text: string) => `${text} (HTTP ${status}).${said === "" ? "" : ` It said: “${said}”.`}`;
  if (
    status === 401 ||
    status === 403 ||
    (status === 400 && /API[_ ]key[_ ](not valid|invalid)|API_KEY_INVALID/i.test(said))
  ) {
    // Their words repeat parts of the key.
    return new ModelFailure("provider_refused_key", `The server refused the key (HTTP ${status}).`);
  }
  if (status === 429) {
    const retryAfterMs = retryAfterOf(error.responseHeaders ?? {});
    return new ModelFailure("provider_rate_limited", detail("The server asks for fewer requests"), {
      retryAfterMs,
    });
  }
  if (status === 413 || (status === 400 && TOO_LONG.test(said))) {
    return new ModelFailure(
      "provider_context_too_long",
      detail("The question with its sources is too long for the model"),
    );
  }
  if (status === 404)
    return new ModelFailure(
      "provider_model_unknown",
      detail("The server does not know this model or address"),
    );
  if (status < 400)
    return new ModelFailure(
      "provider_redirected",
      `The server sends requests elsewhere (HTTP ${status}). Use the final address.`,
    );
  if (status < 500)
    return new ModelFailure("provider_refused_request", detail("The server refused the request"));
  return new ModelFailure("provider_failed", detail("The server failed"));
}

/** Milliseconds that a server asks to wait (RFC 9110 §10.2.3), or null. */
function retryAfterOf(headers: Record<string, string>): number | null {
  const inMs = Number(headers["retry-after-ms"]);
  if (headers["retry-after-ms"] !== undefined && inMs >= 0) return inMs;
  const after = headers["retry-after"];
  if (after === undefined) return null;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(after);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** What the server itself said, in one line, shortened and with everything masked that looks like a secret. */
function ownWords(error: unknown, key: string | null): string {
  const data = APICallError.isInstance(error) ? parsed(error.responseBody) : error;
  const message = findMessage(data);
  return maskSecrets(message.replace(/\s+/g, " ").trim(), key).slice(0, MAX_OWN_WORDS).toWellFormed();
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return null;
  }
}

/** `error.message`, `message` or `error` of an answer in any of the usual shapes. */
function findMessage(data: unknown): string {
  if (typeof data === "string") return data;
  if (Array.isArray(data)) return findMessage(data[0]);
  if (typeof data !== "object" || data === null) return "";
  const { error, message } = data as { error?: unknown; message?: unknown };
  if (typeof message === "string" && message !== "") return message;
  return error === undefined ? "" : findMessage(error);
}

/** Masks a key, and whatever is written like one. */
export function maskSecrets(text: string, key: string | null): string {
  const without = key !== null && key.length >= 4 ? text.replaceAll(key, "[key]") : text;
  return without
    .replace(/\b(Bearer|Basic)\s+\S+/gi, "$1 [key]")
    .replace(/\b(?:sk|pk|rk|gsk|xai|AIza|key)[-_]?[A-Za-z0-9*_-]{12,}/g, "[key]");
}

function networkCode(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return null;
}

function hasParseCause(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (JSONParseError.isInstance(cause) || TypeValidationError.isInstance(cause)) return true;
  }
  return false;
}
