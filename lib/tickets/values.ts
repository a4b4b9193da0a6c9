// Safe in a browser, and small there: nothing here needs the schema library.

export const TICKET_STATUSES = ["new", "in_progress", "resolved", "closed"] as const;

export const TICKET_PRIORITIES = ["low", "normal", "high", "urgent"] as const;

export const MAX_SUBJECT_LENGTH = 200;

/** Longest message, reply or note, in characters. */
export const MAX_BODY_LENGTH = 10_000;
