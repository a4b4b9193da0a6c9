import "server-only";

/** Length of a conversation's preview, in characters. */
const PREVIEW_LENGTH = 200;

/** First words of a visitor's message, for lists. By character, so that none is cut in half. */
export function previewOf(text: string): string {
  return Array.from(text.slice(0, 2 * PREVIEW_LENGTH))
    .slice(0, PREVIEW_LENGTH)
    .join("");
}
