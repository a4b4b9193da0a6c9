import "server-only";
import { formatMoney } from "@/lib/core/currencies";
import { escapeMarks } from "@/lib/core/plain-text";
import type { ReplyContext } from "./context";
import type { Draft } from "./draft";
import { type CurrentProduct, type FoundSource, QUOTABLE_FIT } from "./find-sources";
import { fill, PHRASES } from "./phrases";
import { shortened } from "./sentences";
import type { SmallTalk } from "./small-talk";
import { quoteOf, toMessageSource } from "./to-sources";
import { spokenFor } from "./words";

/** Most products that one answer names, and how much worse than the best one they may fit. */
const MAX_PRODUCTS = 3;
const PRODUCT_TOLERANCE = 0.05;
/** Longest description of a product in an answer, in characters. */
const MAX_DESCRIPTION = 200;

type Written = Pick<Draft, "text" | "sources" | "state">;

/** What the built-in answerer says: the best source in its own words, or that there is none. Small talk is answered in kind. */
export function writeBuiltIn(
  context: ReplyContext,
  language: string,
  found: readonly FoundSource[],
  smallTalk: SmallTalk | null,
): Written {
  const phrases = PHRASES[spokenFor(language)];
  if (smallTalk) return { text: phrases[smallTalk], sources: [], state: "answered" };
  const [best, ...others] = found.filter(({ fit }) => fit.fit >= QUOTABLE_FIT);
  if (!best) return writeUnknown(context, language);
  if (!best.product) {
    const quote = quoteOf(best);
    const text = `${fill(phrases.quote, { title: escapeMarks(best.title) })}\n\n${quoted(quote)}`;
    return { text, sources: [toMessageSource(best, quote)], state: "answered" };
  }
  const alike = others.filter(
    ({ product, fit }) => product !== null && fit.fit >= best.fit.fit - PRODUCT_TOLERANCE,
  );
  const shown = [best, ...alike].slice(0, MAX_PRODUCTS);
  const lines = shown.map((source) => productText(source, language));
  const intro = shown.length === 1 ? phrases.product : phrases.products;
  return {
    text: [intro, ...lines].join("\n\n"),
    sources: shown.map((source) => toMessageSource(source, shortened(plainLine(source), MAX_DESCRIPTION))),
    state: "answered",
  };
}

/** That nothing fits, and what to do then. */
export function writeUnknown(context: ReplyContext, language: string): Written {
  return { text: withContact(context, language, "unknown"), sources: [], state: "unanswered" };
}

/** That a provider failed. */
export function writeFailed(context: ReplyContext, language: string): Written {
  return { text: withContact(context, language, "failed"), sources: [], state: "failed" };
}

/** Whether contact details may be asked for and would be news. */
export function mayAskContact({ chatbot, isVisitorKnown }: ReplyContext): boolean {
  return chatbot.leadForm !== "never" && !isVisitorKnown;
}

function withContact(context: ReplyContext, language: string, sentence: "unknown" | "failed"): string {
  const phrases = PHRASES[spokenFor(language)];
  return mayAskContact(context) ? `${phrases[sentence]} ${phrases.askContact}` : phrases[sentence];
}

/** Name, price, availability, description and address of a product, as Markdown. */
function productText(source: FoundSource, language: string): string {
  const product = source.product as CurrentProduct;
  const phrases = PHRASES[spokenFor(language)];
  const price = priceText(product, language);
  const availability = product.isAvailable ? phrases.available : phrases.soldOut;
  const facts = [price, availability].filter((fact) => fact !== "").join(", ");
  const description = escapeMarks(
    shortened(product.description.replace(/\s+/g, " ").trim(), MAX_DESCRIPTION),
  );
  const link = source.url === null ? "" : `[${phrases.viewProduct}](${linkTarget(source.url)})`;
  return [`**${escapeMarks(product.title)}**: ${facts}`, description, link]
    .filter((line) => line !== "")
    .join("\n");
}

/** The price now; empty when the shop names none. */
export function priceText({ priceMin, priceMax, currency }: CurrentProduct, language: string): string {
  const low = priceMin ?? priceMax;
  if (low === null) return "";
  const high = priceMax ?? low;
  const phrases = PHRASES[spokenFor(language)];
  return high > low
    ? fill(phrases.priceRange, {
        low: formatMoney(low, currency, language),
        high: formatMoney(high, currency, language),
      })
    : fill(phrases.price, { price: formatMoney(low, currency, language) });
}

function plainLine({ text }: FoundSource): string {
  return text.replace(/\s+/g, " ").trim();
}

function quoted(text: string): string {
  return escapeMarks(text)
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

/** An address that can't end the link it stands in. */
function linkTarget(url: string): string {
  return new URL(url).href.replace(
    /[()<>\\]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
