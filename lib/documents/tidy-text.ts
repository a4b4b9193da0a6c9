import "server-only";
import { DocumentError } from "./document-error";
import { MAX_DOCUMENT_LENGTH } from "./schema";

/**
 * Text that the database and every reader can hold: lines end with LF, no control characters, no half characters, not
 * more than one blank line. The ends of pages stay.
 * @throws DocumentError `too_long`
 */
export function tidyText(text: string): string {
  const tidy = text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what goes
    .replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\u00ad\ufeff]/g, "")
    .replace(/[^\S\n\f]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n");
  const whole = tidy.replace(/^[ \n\t]+|[^\S\f]+$/g, "");
  if (whole.length > MAX_DOCUMENT_LENGTH) throw new DocumentError("too_long");
  return whole;
}

/** One line for a title, without what is too long; null when nothing is left. */
export function tidyTitle(title: string | null | undefined, maxLength: number): string | null {
  const line = tidyText((title ?? "").slice(0, 2_000))
    .replace(/\s+/g, " ")
    .trim();
  return line === ""
    ? null
    : line
        .slice(0, maxLength)
        .toWellFormed()
        .replace(/\uFFFD$/, "")
        .trim();
}
