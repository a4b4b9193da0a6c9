import { z } from "zod";
import { platform } from "@/lib/conversations/schema";
import { ID_PREFIXES } from "@/lib/core/id-kinds";
import { filterText, idOf, moment } from "@/lib/core/schema";
import { ticketPriority, ticketStatus } from "@/lib/tickets/schema";

/** What can be searched and fetched, by kind of id, in the order of results that are equally good. */
export const SEARCHED_KINDS = ["source", "product", "ticket", "conversation"] as const;
export type SearchedKind = (typeof SEARCHED_KINDS)[number];

/** Longest part of a text that one answer holds, in characters. */
export const PART_LENGTH = 18_000;

export const searchInput = z.strictObject({
  query: filterText.describe("What to look for, in words a text would have."),
});
export type SearchInput = z.infer<typeof searchInput>;

export const searchResult = z.strictObject({
  id: z.string().describe("For fetch."),
  title: z.string(),
  text: z.string().describe("The passage that matches, shortened."),
  url: z.string().describe("Its page in the dashboard."),
});
export type SearchResult = z.infer<typeof searchResult>;

export const searchResults = z.strictObject({
  results: z.array(searchResult),
  note: z.string().optional().describe("What was not searched, and why."),
});
export type SearchResults = z.infer<typeof searchResults>;

const PREFIXES = SEARCHED_KINDS.map((kind) => ID_PREFIXES[kind]).join("|");

export const fetchInput = z.strictObject({
  id: z
    .string()
    .regex(new RegExp(`^(${PREFIXES})_[0-9a-hjkmnp-tv-z]{26}(#[1-9]\\d{0,4})?$`), {
      error: "must be an id from search, such as cnv_… or prd_…",
    })
    .describe("From search, or metadata.next_id."),
});
export type FetchInput = z.infer<typeof fetchInput>;

/** Which fields there are depends on `kind`. */
const metadata = z.strictObject({
  kind: z.enum(["conversation", "product", "ticket", "document", "custom"]),
  project_id: idOf("project"),
  next_id: z.string().optional().describe("Fetch it for the rest of the text."),
  created_at: moment.optional(),
  updated_at: moment.optional(),
  chatbot_id: idOf("chatbot").optional(),
  platform: platform.optional(),
  message_count: z.int().optional(),
  status: ticketStatus.optional(),
  priority: ticketPriority.optional(),
  vendor: z.string().optional(),
  product_type: z.string().optional(),
  price_min: z.int().optional().describe("Minor units of currency."),
  price_max: z.int().optional(),
  currency: z.string().optional(),
  is_available: z.boolean().optional(),
  shop_url: z.string().optional(),
  file_name: z.string().optional(),
});

export const fetchedDocument = z.strictObject({ ...searchResult.shape, text: z.string(), metadata });
export type FetchedDocument = z.infer<typeof fetchedDocument>;

/** What the dashboard's search finds: what assistants search, and leads. */
export const FOUND_KINDS = [...SEARCHED_KINDS, "lead"] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export const found = z.strictObject({
  kind: z.enum(FOUND_KINDS),
  id: z.string(),
  title: z.string(),
  text: z.string().describe("The passage that matches, shortened; may be empty."),
});
export type Found = z.infer<typeof found>;
