import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { getConversation } from "@/lib/conversations/get";
import { InvalidInputError } from "@/lib/core/errors";
import { ID_PREFIXES } from "@/lib/core/id-kinds";
import { getSource } from "@/lib/knowledge/get-source";
import { productText } from "@/lib/knowledge/product-text";
import { getProduct } from "@/lib/products/get";
import { getTicket } from "@/lib/tickets/get";
import { conversationTitle } from "./conversation-title";
import { dashboardUrl } from "./dashboard-url";
import {
  type FetchedDocument,
  type FetchInput,
  PART_LENGTH,
  SEARCHED_KINDS,
  type SearchedKind,
} from "./schema";

const PAGE_SIZE = 100;

/** Everything of a document but its parts; `text` goes at least as far as was asked for. */
interface Whole {
  title: string;
  text: string;
  metadata: Omit<FetchedDocument["metadata"], "next_id">;
}

/** Reads a document at least to so many characters. */
type Read = (caller: Caller, id: string, length: number) => Promise<Whole>;

const READERS: Record<SearchedKind, Read> = {
  source: readSource,
  product: readProduct,
  ticket: readTicket,
  conversation: readConversation,
};

/**
 * One conversation, product, ticket or source with its text; a long one in parts, each telling the id of the next.
 * @throws InsufficientPermissionError without the permission of its kind
 * @throws NotFoundError nothing of that id in a project the caller may see
 * @throws InvalidInputError there is no such part
 */
export async function fetchDocument(caller: Caller, input: FetchInput): Promise<FetchedDocument> {
  const [id = "", part = "1"] = input.id.split("#");
  const number = Number(part);
  const kind = kindOf(id);
  const { title, text, metadata } = await READERS[kind](caller, id, number * PART_LENGTH + 1);
  const { content, isLast } = partOf(text, number);
  if (content === undefined) {
    throw new InvalidInputError("The text has fewer parts.", {
      problems: [{ path: "id", message: `has no part ${number}` }],
      nextStep: `Fetch ${id}, and go on with metadata.next_id.`,
    });
  }
  return {
    id: input.id,
    title,
    text: content,
    url: dashboardUrl(kind, metadata.project_id, id),
    metadata: { ...metadata, ...(!isLast && { next_id: `${id}#${number + 1}` }) },
  };
}

function kindOf(id: string): SearchedKind {
  const kind = SEARCHED_KINDS.find((name) => id.startsWith(`${ID_PREFIXES[name]}_`));
  if (!kind) throw new Error(`${id} is no id that can be fetched.`);
  return kind;
}

/** Parts end at a line where they can. Depends only on the text before, so parts of a growing text stay the same. */
function partOf(text: string, number: number): { content: string | undefined; isLast: boolean } {
  let rest = text;
  for (let part = 1; ; part += 1) {
    if (rest.length <= PART_LENGTH) return { content: part === number ? rest : undefined, isLast: true };
    const line = rest.lastIndexOf("\n", PART_LENGTH);
    let end = line > PART_LENGTH / 2 ? line + 1 : PART_LENGTH;
    // Never between the two halves of one character.
    if (/[\uD800-\uDBFF]/.test(rest.charAt(end - 1))) end -= 1;
    if (part === number) return { content: rest.slice(0, end).trimEnd(), isLast: false };
    rest = rest.slice(end);
  }
}

async function readSource(caller: Caller, source_id: string): Promise<Whole> {
  const source = await getSource(caller, { source_id });
  const { kind, project_id, title, body, origin, created_at, updated_at } = source;
  return {
    title,
    text: body,
    metadata: { kind, project_id, created_at, updated_at, ...(origin !== "" && { file_name: origin }) },
  };
}

async function readProduct(caller: Caller, product_id: string): Promise<Whole> {
  const product = await getProduct(caller, { product_id });
  const text = productText(
    {
      ...product,
      productType: product.product_type,
      priceMin: product.price_min,
      priceMax: product.price_max,
      isAvailable: product.is_available,
    },
    product.variants.map((variant) => ({ ...variant, isAvailable: variant.is_available })),
  );
  return {
    title: product.title,
    text,
    metadata: {
      kind: "product",
      project_id: product.project_id,
      created_at: product.created_at,
      updated_at: product.updated_at,
      is_available: product.is_available,
      currency: product.currency,
      ...(product.price_min !== null && { price_min: product.price_min }),
      ...(product.price_max !== null && { price_max: product.price_max }),
      ...(product.vendor !== "" && { vendor: product.vendor }),
      ...(product.product_type !== "" && { product_type: product.product_type }),
      ...(product.url !== null && { shop_url: product.url }),
    },
  };
}

const WRITERS = { message: "Customer", reply: "Team", note: "Internal note" } as const;

async function readTicket(caller: Caller, ticket_id: string, length: number): Promise<Whole> {
  const input = { ticket_id, order: "oldest_first", limit: PAGE_SIZE } as const;
  let page = await getTicket(caller, input);
  const { project_id, subject: title, status, priority, created_at, updated_at } = page;
  const metadata = { kind: "ticket" as const, project_id, status, priority, created_at, updated_at };
  let text = "";
  for (;;) {
    for (const entry of page.thread) text += line(entry.created_at, WRITERS[entry.kind], entry.body);
    if (page.next_cursor === null || text.length >= length) return { title, text: text.trimEnd(), metadata };
    page = await getTicket(caller, { ...input, cursor: page.next_cursor });
  }
}

async function readConversation(caller: Caller, conversation_id: string, length: number): Promise<Whole> {
  const input = { conversation_id, order: "oldest_first", limit: PAGE_SIZE } as const;
  let page = await getConversation(caller, input);
  const { project_id, chatbot_id, platform } = page;
  const whole = {
    title: conversationTitle(page),
    metadata: {
      kind: "conversation" as const,
      project_id,
      chatbot_id,
      platform,
      message_count: page.user_message_count + page.agent_message_count,
      created_at: page.started_at,
      updated_at: page.last_message_at,
    },
  };
  let text = "";
  for (;;) {
    for (const { sent_at, role, content } of page.messages) {
      text += line(sent_at, role === "user" ? "Customer" : "Agent", content);
    }
    if (page.next_cursor === null || text.length >= length) return { ...whole, text: text.trimEnd() };
    page = await getConversation(caller, { ...input, cursor: page.next_cursor });
  }
}

function line(at: string, who: string, what: string): string {
  return `[${at.slice(0, 16).replace("T", " ")}] ${who}: ${what}\n`;
}
