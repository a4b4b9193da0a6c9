import "server-only";
import type { Caller } from "@/lib/auth/caller";
import type { GrantablePermission } from "@/lib/auth/values";
import { listConversations } from "@/lib/conversations/list";
import { InvalidInputError } from "@/lib/core/errors";
import { searchPassages } from "@/lib/knowledge/search-passages";
import { searchProducts } from "@/lib/products/search";
import { searchWords } from "@/lib/products/search-words";
import { listTickets } from "@/lib/tickets/list";
import { conversationTitle } from "./conversation-title";
import { dashboardUrl } from "./dashboard-url";
import {
  SEARCHED_KINDS,
  type SearchedKind,
  type SearchInput,
  type SearchResult,
  type SearchResults,
} from "./schema";

/** Dampens the first places in reciprocal rank fusion (Cormack, Clarke, Büttcher 2009, section 2). */
const RRF_K = 60;
const MAX_PER_KIND = 10;
const MAX_RESULTS = 20;
/** Newest ones that are compared when no text has all the words. */
const MAX_COMPARED = 50;
const MAX_TEXT_LENGTH = 300;

interface Kind {
  permission: GrantablePermission;
  label: string;
  /** Best first. */
  find(caller: Caller, query: string): Promise<SearchResult[]>;
}

const KINDS: Record<SearchedKind, Kind> = {
  source: { permission: "chatbots:read", label: "knowledge", find: findSources },
  product: { permission: "products:read", label: "products", find: findProducts },
  ticket: { permission: "tickets:read", label: "tickets", find: findTickets },
  conversation: { permission: "conversations:read", label: "conversations", find: findConversations },
};

/**
 * The best matches among conversations, products, tickets and what chatbots have learned, each kind ranked on its own
 * and joined by reciprocal rank fusion. A kind that the caller may not read is left out, and the answer says so.
 */
export async function search(caller: Caller, { query }: SearchInput): Promise<SearchResults> {
  const searched = SEARCHED_KINDS.map((name) => KINDS[name]);
  const allowed = searched.filter(({ permission }) => caller.permissions.has(permission));
  const lists = await Promise.all(allowed.map(({ find }) => find(caller, query)));
  const results = lists
    .flatMap((list) => list.map((result, index) => ({ result, score: 1 / (RRF_K + index + 1) })))
    // Stable: of equal places, the order of the kinds decides.
    .toSorted((left, right) => right.score - left.score)
    .slice(0, MAX_RESULTS)
    .map(({ result }) => result);
  const missing = searched.filter((kind) => !allowed.includes(kind));
  return { results, ...(missing.length > 0 && { note: noteOn(missing) }) };
}

function noteOn(missing: readonly Kind[]): string {
  const left = missing.map(({ label, permission }) => `${label} (${permission})`).join(", ");
  return `Not searched, because this connection lacks the permission: ${left}. The person who approved it can grant it.`;
}

async function findSources(caller: Caller, query: string): Promise<SearchResult[]> {
  const hits = await searchPassages(caller, { query, kinds: ["document", "custom"], limit: MAX_PER_KIND });
  return hits.map(({ projectId, sourceId, title, content }) => ({
    id: sourceId,
    title,
    text: shortened(content),
    url: dashboardUrl("source", projectId, sourceId),
  }));
}

async function findProducts(caller: Caller, query: string): Promise<SearchResult[]> {
  const { items } = await searchProducts(caller, { query, limit: MAX_PER_KIND });
  return items.map((product) => ({
    id: product.id,
    title: product.title,
    text: shortened(
      [product.is_available ? "Available." : "Sold out.", product.description].filter(Boolean).join(" "),
    ),
    url: dashboardUrl("product", product.project_id, product.id),
  }));
}

async function findTickets(caller: Caller, query: string): Promise<SearchResult[]> {
  const found = await byWords(
    query,
    async (words, limit) => (await listTickets(caller, { query: words, limit })).items,
    ({ subject, excerpt }) => `${subject} ${excerpt}`,
  );
  return found.map(({ id, project_id, subject, excerpt }) => ({
    id,
    title: subject,
    text: shortened(excerpt),
    url: dashboardUrl("ticket", project_id, id),
  }));
}

async function findConversations(caller: Caller, query: string): Promise<SearchResult[]> {
  const found = await byWords(
    query,
    async (words, limit) => (await listConversations(caller, { query: words, limit })).items,
    ({ match, preview }) => match?.snippet ?? preview,
  );
  return found.map((conversation) => ({
    id: conversation.id,
    title: conversationTitle(conversation),
    text: shortened(conversation.match?.snippet ?? conversation.preview),
    url: dashboardUrl("conversation", conversation.project_id, conversation.id),
  }));
}

/**
 * What has all the words, newest first; when there is nothing, the newest that have some, those with more words first.
 * One word of several is no match.
 */
async function byWords<Item>(
  query: string,
  list: (words: string, limit: number) => Promise<Item[]>,
  textOf: (item: Item) => string,
): Promise<Item[]> {
  const exact = await unlessWordless(list(query, MAX_PER_KIND));
  const words = searchWords(query).wanted.filter((word) => word.length > 3);
  if (exact.length > 0 || words.length < 2) return exact;
  const some = await unlessWordless(list(words.join(" or "), MAX_COMPARED));
  return some
    .map((item) => ({ item, count: countWords(textOf(item), words) }))
    .filter(({ count }) => count > 1)
    .toSorted((left, right) => right.count - left.count)
    .slice(0, MAX_PER_KIND)
    .map(({ item }) => item);
}

/** A text of words like “the” alone is a mistake in a list's filter, and finds nothing here. */
async function unlessWordless<Item>(found: Promise<Item[]>): Promise<Item[]> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof InvalidInputError) return [];
    throw error;
  }
}

/** How many of the words a text has, in any inflection as far as endings go. */
function countWords(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word.length > 5 ? word.slice(0, -2) : word)).length;
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  return `${text
    .slice(0, MAX_TEXT_LENGTH - 1)
    .toWellFormed()
    .trimEnd()}…`;
}
