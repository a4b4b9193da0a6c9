import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { indexedProductColumns, indexedVariantColumns, productText } from "@/lib/knowledge/product-text";
import { type PassageHit, searchPassages } from "@/lib/knowledge/search-passages";
import { withoutContact } from "./contact";
import type { ReplyContext } from "./context";
import { type Fit, measureFit, subjectOf } from "./fit";
import { sentencesOf, shortened } from "./sentences";
import { SPOKEN, WORDS } from "./words";

/** Passages that are measured. */
const MAX_HITS = 12;
/** Of what is known of a product, in characters. */
const MAX_PRODUCT_CHARACTERS = 4_000;
/** Questions with at most so many words of their own may be about what the one before was about. */
const MAX_FOLLOW_UP_WORDS = 4;

/**
 * Least fit of a passage that answers by being quoted, and of one that a model may look at: it judges for itself.
 * Told from the questions in `fit-on-real-data.test.ts`.
 */
export const QUOTABLE_FIT = 0.5;
export const USABLE_FIT = 0.3;

/** Cosine of vectors that begins to mean something, and how much fit each unit above it is: 0.57 may be quoted. */
const MIN_SIMILARITY = 0.3;
const SIMILARITY_SHARE = 0.75;

const productColumns = {
  ...indexedProductColumns,
  variants: { orderBy: { position: "asc" }, select: indexedVariantColumns },
} satisfies Prisma.ProductSelect;

export type CurrentProduct = Prisma.ProductGetPayload<{ select: typeof productColumns }>;

/** A source that may answer the question, with what is true of it now. */
export interface FoundSource {
  kind: PassageHit["sourceKind"];
  id: string;
  title: string;
  /** Of the passage in the source; 0 is the first. */
  position: number;
  locator: string;
  url: string | null;
  /** The passage; of a product, all that is known now. */
  text: string;
  sentences: string[];
  fit: Fit;
  product: CurrentProduct | null;
}

/** What a product's text answers in every language. */
const OF_PRODUCTS = SPOKEN.flatMap((language) => WORDS[language].ofProducts);

/**
 * The sources that fit the question, best first; none below `USABLE_FIT`. A short question that nothing answers well is
 * asked once more together with the visitor's one before it.
 */
export async function findSources(
  caller: Caller,
  context: ReplyContext,
  language: string,
): Promise<FoundSource[]> {
  const question = withoutContact(context.question.content);
  const found = await findFor(caller, context, question, language);
  const before = context.history.findLast(({ role }) => role === "user")?.content;
  const isShort = subjectOf(question, language).length <= MAX_FOLLOW_UP_WORDS;
  const best = found[0]?.fit.fit ?? 0;
  if (before === undefined || !isShort || best >= QUOTABLE_FIT) return found;
  const together = await findFor(caller, context, `${before}\n${question}`, language);
  return (together[0]?.fit.fit ?? 0) > best ? together : found;
}

async function findFor(
  caller: Caller,
  { projectId, chatbot, searchLanguage }: ReplyContext,
  question: string,
  language: string,
): Promise<FoundSource[]> {
  const subject = subjectOf(question, language);
  if (subject.length === 0 || chatbot.indexId === null) return [];
  const hits = await searchPassages(caller, {
    query: subject.join(" "),
    kinds: ["product", "document", "custom"],
    chatbotId: chatbot.id,
    limit: MAX_HITS,
  });
  const current = await readCurrent(caller, projectId, hits);
  const standing = hits.flatMap((hit) => current(hit) ?? []);
  const fits = await measureFit(
    dbFor(caller),
    { projectId, indexId: chatbot.indexId, searchLanguage },
    subject,
    standing.map(({ title, sentences, kind }) => ({
      title,
      sentences,
      ...(kind === "product" && { answers: OF_PRODUCTS }),
    })),
  );
  return (
    standing
      .map(({ similarity, ...source }, place) => ({
        ...source,
        fit: withMeaning(fits[place] as Fit, similarity),
        place,
      }))
      .filter(({ fit }) => fit.fit >= USABLE_FIT)
      // Of two that fit alike, the one that the search put first.
      .sort((left, right) => right.fit.fit - left.fit.fit || left.place - right.place)
      .map(({ place: _, ...source }) => source)
  );
}

/** What is true of the hits now: a product's price and availability, a page's address. Gone ones are left out. */
async function readCurrent(caller: Caller, projectId: string, hits: readonly PassageHit[]) {
  const db = dbFor(caller);
  const idsOf = (isWanted: (hit: PassageHit) => boolean) =>
    hits.filter(isWanted).map(({ sourceId }) => sourceId);
  const [products, sources] = await Promise.all([
    db.product.findMany({
      where: { projectId, isPublished: true, id: { in: idsOf((hit) => hit.sourceKind === "product") } },
      select: productColumns,
    }),
    db.knowledgeSource.findMany({
      where: { projectId, id: { in: idsOf((hit) => hit.sourceKind !== "product") } },
      select: { id: true, url: true },
    }),
  ]);
  const productOf = new Map(products.map((product) => [product.id, product]));
  const sourceOf = new Map(sources.map((source) => [source.id, source]));
  return (hit: PassageHit): (Omit<FoundSource, "fit"> & { similarity: number | null }) | null => {
    const facts = {
      kind: hit.sourceKind,
      id: hit.sourceId,
      position: hit.position,
      locator: hit.locator,
      similarity: hit.similarity ?? null,
    };
    const product = productOf.get(hit.sourceId);
    if (hit.sourceKind === "product") {
      if (!product) return null;
      const text = shortened(productText(product, product.variants), MAX_PRODUCT_CHARACTERS);
      return {
        ...facts,
        title: product.title,
        url: publicAddress(product.url),
        text,
        // A passage from further down says what the beginning does not.
        sentences: sentencesOf(hit.position === 0 ? text : `${text}\n${hit.content}`),
        product,
      };
    }
    const source = sourceOf.get(hit.sourceId);
    if (!source) return null;
    return {
      ...facts,
      title: hit.title,
      url: publicAddress(source.url),
      text: hit.content,
      sentences: sentencesOf(hit.content),
      product: null,
    };
  };
}

/**
 * Likeness of meaning, where vectors tell it, counts as fit: models differ in their scales, so what is usable is left to
 * the model that writes, and only what is far above the rest may be quoted without one.
 */
function withMeaning(fit: Fit, similarity: number | null): Fit {
  if (similarity === null || similarity < MIN_SIMILARITY) return fit;
  const meaning = USABLE_FIT + (similarity - MIN_SIMILARITY) * SIMILARITY_SHARE;
  return { ...fit, fit: Math.max(fit.fit, Math.min(meaning, 1)) };
}

/** An address that may become a link. */
function publicAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
