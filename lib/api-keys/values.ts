// Safe in a browser, and small there: nothing here needs the schema library.

/** Longest name of a key, in characters. */
export const MAX_KEY_NAME_LENGTH = 80;
