// Safe in a browser, and small there: nothing here needs the schema library.

import type { Refresh } from "./schema";

/** Longest title (of custom content: the question) and name of a file, in characters. */
export const MAX_TITLE_LENGTH = 200;

/** Longest text that is written or edited by hand, in characters: some hundred pages. Files may be longer. */
export const MAX_BODY_LENGTH = 200_000;

/** Longest file of guidelines in characters, and most entries in one. */
export const MAX_GUIDELINE_CHARACTERS = 300_000;

export const REFRESHES = ["never", "daily", "weekly", "monthly"] as const satisfies readonly Refresh[];

/** Longest address of a web page, in characters. */
export const MAX_URL_LENGTH = 2_000;
