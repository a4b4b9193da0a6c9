// Safe in a browser, and small there: nothing here needs the schema library.

/** Longest reason for a refusal, in characters. */
export const MAX_REASON_LENGTH = 500;
