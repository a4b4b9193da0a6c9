import "server-only";
import type { MessageSource } from "@/lib/conversations/schema";
import { plainText } from "@/lib/core/plain-text";
import type { FoundSource } from "./find-sources";
import { MAX_QUOTE_CHARACTERS } from "./limits";
import { shortened } from "./sentences";

/** The number of a list's point, and what announces a list. */
const LEADS_ON = /^\d{1,3}[.)]$|[:：]$/;

/** A source as it is kept with the message that rests on it. */
export function toMessageSource(source: FoundSource, quote = quoteOf(source)): MessageSource {
  return {
    kind: source.kind,
    id: source.id,
    title: source.title,
    position: source.position,
    locator: source.locator,
    url: source.url,
    quote,
  };
}

/**
 * The part of a source that answers the question best, as plain text: its beginning where the title is the question, else
 * the best sentence with what follows it. Whole sentences, not a whole page.
 */
export function quoteOf({ sentences, text, fit }: FoundSource): string {
  const best = Math.max(0, ...fit.sentenceFits);
  const isTitled = fit.titleFit >= best && fit.titleFit > 0;
  const from = isTitled ? 0 : Math.max(0, fit.sentenceFits.indexOf(best));
  const wanted = sentences.slice(from);
  // What the passage before it ends with says nothing new at the beginning of this one.
  if (isTitled && wanted.length > 1 && wanted[0]?.startsWith("…")) wanted.shift();
  const taken = wholeSentences(wanted);
  if (taken.length === 0) return shortened(plainText(wanted[0] ?? text), MAX_QUOTE_CHARACTERS);
  // A sentence that is whole needs no mark of something left out.
  return plainText(joinedAsIn(text, taken).replace(/^…\s+(?=\p{Lu})/u, ""));
}

/** As many of the first sentences as a quotation has room for, without what only leads to the next one. */
function wholeSentences(sentences: readonly string[]): string[] {
  const taken: string[] = [];
  let length = 0;
  for (const sentence of sentences) {
    length += sentence.length + 1;
    if (length > MAX_QUOTE_CHARACTERS + 1) break;
    taken.push(sentence);
  }
  while (taken.length > 1 && LEADS_ON.test(taken.at(-1) ?? "")) taken.pop();
  return taken;
}

/** Sentences with a space or a new line between them, as they stand in the text. */
function joinedAsIn(text: string, sentences: readonly string[]): string {
  let joined = "";
  let end = 0;
  for (const sentence of sentences) {
    const start = text.indexOf(sentence, end);
    const isSameLine = start >= 0 && joined !== "" && !text.slice(end, start).includes("\n");
    joined += joined === "" ? sentence : `${isSameLine ? " " : "\n"}${sentence}`;
    if (start >= 0) end = start + sentence.length;
  }
  return joined;
}
