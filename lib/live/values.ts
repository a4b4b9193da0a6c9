// Safe in a browser, and small there: nothing here needs the schema library.

/** A conversation with a message within this many minutes is under way. */
export const ACTIVE_MINUTES = 15;

/** Time that the chart of the live page covers, and one bar of it. */
export const LIVE_HOURS = 2;

export const LIVE_STEP_MINUTES = 5;
