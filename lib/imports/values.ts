// Safe in a browser, and small there: nothing here needs the schema library.

/** Largest file that may be uploaded, in bytes, packed or not. */
export const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;

/** Rejections of a run that are kept; further ones are only counted. */
export const MAX_KEPT_REJECTIONS = 1_000;
