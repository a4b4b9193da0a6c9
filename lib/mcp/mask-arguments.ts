import "server-only";
import type { Json } from "@/lib/core/json";

/** Longest text that is kept in the call log, in characters; more is cut. */
const MAX_TEXT = 160;
const MAX_KEYS = 40;
const MAX_ITEMS = 20;
const MAX_DEPTH = 6;

const SECRET_NAME =
  /pass(word|phrase)?$|secret|token|api_?key|authorization|credential|cookie|private_?key|^pin$/i;
/** API keys of ours and of the usual providers, JWTs, bearer headers. */
const SECRET_TEXT =
  /\bcha_[0-9A-Za-z]{20,}|\b(?:sk|pk|rk|ghp|gho|xox[abp])[-_][0-9A-Za-z_-]{10,}|\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*|\bbearer\s+\S+/gi;
const EMAIL = /[^\s@<>()[\],;:"']{1,64}@[^\s@<>()[\],;:"']{1,253}\.[^\s@<>()[\],;:"'.]{2,24}/g;
/** Seven digits or more with the usual separators; not part of a word or id, and no ISO date. */
const PHONE = /(?<![\w.])(?!\d{4}-\d{2}-\d{2}(?!\d))\+?\(?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\w)/g;

/**
 * Arguments of a tool call as the call log keeps them: secrets, e-mail addresses and phone numbers replaced, long text
 * and large structures cut. The result can always be stored as `jsonb`.
 */
export function maskArguments(value: unknown, depth = 0): Json {
  if (typeof value === "string") return maskText(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return null;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map((item) => maskArguments(item, depth + 1));
    return value.length > MAX_ITEMS ? [...kept, `… ${value.length - MAX_ITEMS} more`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, MAX_KEYS).map(([key, item]): [string, Json] => {
    const hasSecretName = SECRET_NAME.test(key) && item !== null && item !== "";
    return [maskText(key), hasSecretName ? "[secret]" : maskArguments(item, depth + 1)];
  });
  if (entries.length > MAX_KEYS) kept.push(["…", `${entries.length - MAX_KEYS} more`]);
  return Object.fromEntries(kept);
}

/** One text with secrets and personal data replaced, cut to what a log line can hold. */
export function maskText(text: string): string {
  // Cut first: the patterns need not run over megabytes, and what is cut off is gone anyway.
  const head = storable(text.slice(0, MAX_TEXT * 2))
    .replace(SECRET_TEXT, "[secret]")
    .replace(EMAIL, "[e-mail]")
    .replace(PHONE, "[phone]");
  if (text.length <= MAX_TEXT) return head;
  return `${head.slice(0, MAX_TEXT).toWellFormed()}… (${text.length} characters)`;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}
