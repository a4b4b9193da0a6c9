import "server-only";

/** A search text taken apart. */
export interface SearchWords {
  /** Words to look for, without what the text excludes. */
  wanted: string[];
  /** Words behind a minus. */
  excluded: string[];
  /** The text up to its last word, and that word when somebody may still be typing it; otherwise empty. */
  head: string;
  last: string;
}

/** Most words that are compared letter by letter. */
const MAX_WORDS = 12;

/** Takes a search text apart by the rules of `websearch_to_tsquery`: quotes, `or`, a minus in front of a word. */
export function searchWords(text: string): SearchWords {
  const wanted: string[] = [];
  const excluded: string[] = [];
  for (const token of text.toLowerCase().split(/[\s"]+/)) {
    const isExcluded = token.startsWith("-");
    const words = token.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== "" && word !== "or");
    (isExcluded ? excluded : wanted).push(...words);
  }
  const isQuoting = (text.match(/"/g)?.length ?? 0) % 2 === 1;
  const [whole, head = "", last = ""] = text.match(/^(.*?)([\p{L}\p{N}\p{M}]+)$/su) ?? [];
  const canGrow = whole !== undefined && !isQuoting && !/[^\s]$/.test(head) && last.toLowerCase() !== "or";
  return {
    wanted: [...new Set(wanted)].slice(0, MAX_WORDS),
    excluded: [...new Set(excluded)].slice(0, MAX_WORDS),
    head: canGrow ? head : "",
    last: canGrow ? last : "",
  };
}
