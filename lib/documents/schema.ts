import { z } from "zod";

/** What a text can be made from. */
export const DOCUMENT_FORMATS = ["text", "markdown", "html", "pdf", "docx"] as const;
export const documentFormat = z.enum(DOCUMENT_FORMATS);
export type DocumentFormat = z.infer<typeof documentFormat>;

/** Largest file, in bytes. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;
/** Longest text of one, in characters: some five hundred pages. */
export const MAX_DOCUMENT_LENGTH = 1_000_000;
/** Most pages of a PDF that are read. */
export const MAX_PAGES = 2_000;

/** Endings that the dialog offers; what a file is, its content decides. */
export const DOCUMENT_ENDINGS = [".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt"] as const;
