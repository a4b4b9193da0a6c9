// Safe in a browser, and small there: nothing here needs the schema library.

/** Longest label of a connection, in characters. */
export const MAX_LABEL_LENGTH = 80;
