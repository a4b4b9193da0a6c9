import "server-only";

/**
 * Whether a text has one of the words, each by itself and however it is written: `refund` is in "Refund!", not in
 * "refunded". A phrase counts as it stands, whatever space is between its words.
 */
export function hasTicketWord(text: string, words: readonly string[]): boolean {
  return words.some((word) => {
    const parts = plain(word).split(" ").filter(Boolean);
    if (parts.length === 0) return false;
    const phrase = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(" ");
    return new RegExp(`(?<![\\p{L}\\p{N}])${phrase}(?![\\p{L}\\p{N}])`, "u").test(plain(text));
  });
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
