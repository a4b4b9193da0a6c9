// Safe in a browser, and small there: nothing here needs the schema library.

export const LEAD_QUALIFICATIONS = ["unqualified", "qualified", "disqualified"] as const;

/** The way of a sale, in order. */
export const SALES_STAGES = ["new", "contacted", "proposal", "won"] as const;

/** Where a lead can be: on the way, or lost. */
export const LEAD_STAGES = [...SALES_STAGES, "lost"] as const;

export const MAX_LEAD_NAME_LENGTH = 120;
