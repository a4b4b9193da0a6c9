import "server-only";

/** How long and how much a reply may take. Tests bring shorter ones. */
export interface ReplyLimits {
  /** Until the first text of a provider. */
  firstTextMs: number;
  /** For everything that a provider is asked in one reply. */
  wholeMs: number;
  /** Longest pause that a provider may ask for before a second try. */
  retryAfterMs: number;
  /** Longest reply in characters; what is longer is cut. */
  maxCharacters: number;
  /** Largest answer of a provider in bytes, decompressed. */
  maxBytes: number;
  /** How long a running reply counts as alive without a sign, and how often a sign is given. */
  aliveMs: number;
  renewMs: number;
}

export const REPLY_LIMITS: ReplyLimits = {
  firstTextMs: 15_000,
  wholeMs: 60_000,
  retryAfterMs: 4_000,
  maxCharacters: 6_000,
  maxBytes: 4_000_000,
  aliveMs: 30_000,
  renewMs: 8_000,
};

/** Earlier messages a provider is shown, in characters altogether. */
export const MAX_HISTORY_CHARACTERS = 8_000;
/** Most earlier messages that are read for it. */
export const MAX_HISTORY_MESSAGES = 30;
/** Passages a provider is shown, and the longest of them in characters. */
export const MAX_SOURCES = 6;
export const MAX_SOURCE_CHARACTERS = 2_000;
/** Longest quotation of the built-in answerer, and of a source that is kept with a message, in characters. */
export const MAX_QUOTE_CHARACTERS = 420;
