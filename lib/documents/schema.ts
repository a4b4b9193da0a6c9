import { z } from "zod";

/** What a text can be made from. */
export const DOCUMENT_FORMATS = ["text", "markdown", "html", "pdf", "docx"] as const;
export const documentFormat = z.enum(DOCUMENT_FORMATS);
export type DocumentFormat = z.infer<typeof documentFormat>;

/** Longest text of one, in characters: some five hundred pages. */
export const MAX_DOCUMENT_LENGTH = 1_000_000;
/** Most pages of a PDF that are read. */
export const MAX_PAGES = 2_000;
