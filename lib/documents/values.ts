// Safe in a browser, and small there: nothing here needs the schema library.

/** Largest file, in bytes. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;

/** Endings that the dialog offers; what a file is, its content decides. */
export const DOCUMENT_ENDINGS = [".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt"] as const;
