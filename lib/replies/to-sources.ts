import "server-only";
import type { MessageSource } from "@/lib/conversations/schema";
import type { FoundSource } from "./find-sources";
import { MAX_QUOTE_CHARACTERS } from "./limits";
import { shortened } from "./sentences";

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
 * The part of a source that answers the question best: its beginning where the title is the question, else the best
 * sentence with what follows it. Whole sentences, not a whole page.
 */
export function quoteOf({ sentences, text, fit }: FoundSource): string {
  const best = Math.max(0, ...fit.sentenceFits);
  const isTitled = fit.titleFit >= best && fit.titleFit > 0;
  const from = isTitled ? 0 : Math.max(0, fit.sentenceFits.indexOf(best));
  let quote = "";
  for (const sentence of sentences.slice(from)) {
    const longer = quote === "" ? sentence : `${quote}\n${sentence}`;
    if (longer.length > MAX_QUOTE_CHARACTERS) break;
    quote = longer;
  }
  return quote === "" ? shortened(sentences[from] ?? text, MAX_QUOTE_CHARACTERS) : quote;
}
