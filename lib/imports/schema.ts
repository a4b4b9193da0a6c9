import { z } from "zod";
import { idOf, lineOf } from "@/lib/core/schema";

export const IMPORT_KINDS = ["conversations", "products"] as const;
export const importKind = z
  .enum(IMPORT_KINDS)
  .describe(
    "What the file holds: conversations (JSONL, JSONL.gz, CSV) or products (Shopify's CSV; Google Merchant's CSV, TSV or XML)",
  );
export type ImportKind = z.infer<typeof importKind>;

export const importStatus = z.enum(["queued", "running", "succeeded", "failed"]);
export type ImportStatus = z.infer<typeof importStatus>;

/** Columns of a conversation CSV, one row a message; the first three are required. */
export const CONVERSATION_COLUMNS = [
  { name: "conversation_id", isRequired: true, hint: "The same on every row of one conversation" },
  { name: "role", isRequired: true, hint: "user (the customer) or agent" },
  { name: "content", isRequired: true, hint: "What was written" },
  { name: "at", isRequired: false, hint: "When, such as 2026-05-01T09:30:00Z" },
  { name: "platform", isRequired: false, hint: "web, whatsapp or messenger; web when empty" },
  { name: "visitor_id", isRequired: false, hint: "The customer's id in your system" },
  { name: "visitor_name", isRequired: false, hint: "The customer's name" },
  { name: "visitor_email", isRequired: false, hint: "The customer's e-mail address" },
  { name: "visitor_phone", isRequired: false, hint: "The customer's phone number" },
] as const;

export const createImportInput = z.strictObject({
  kind: importKind,
  file_name: lineOf(255).describe("Name of the file, shown in the list"),
  chatbot_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("Chatbot the conversations belong to; the project's primary one when absent"),
});
export type CreateImportInput = z.infer<typeof createImportInput>;

export const listImportsInput = z.strictObject({
  feed_id: idOf("feed").optional().describe("Runs of this feed; without it, uploads"),
  limit: z.int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});
export type ListImportsInput = z.infer<typeof listImportsInput>;

export const getImportInput = z.strictObject({ import_id: z.string().min(1).max(64) });
export type GetImportInput = z.infer<typeof getImportInput>;

/** One import and how far it is. `total` is null until the file was counted; records are conversations or products. */
export const importView = z.strictObject({
  id: z.string(),
  kind: importKind,
  file_name: z.string(),
  file_bytes: z.int(),
  chatbot_id: z.string().nullable(),
  feed_id: z.string().nullable().describe("Feed whose file it is; null for an upload"),
  status: importStatus,
  processed: z.int().describe("Records read so far"),
  total: z.int().nullable().describe("Records in the file"),
  created: z.int(),
  updated: z.int().describe("Conversations that grew, products that changed"),
  unchanged: z.int(),
  rejected: z.int(),
  removed: z.int().describe("Products the feed no longer has, now hidden"),
  withheld: z.int().describe("Products the feed no longer has, left alone until somebody confirms"),
  error: z.string().nullable().describe("Why the run failed, in a sentence for people"),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
});
export type ImportView = z.infer<typeof importView>;

export const importRejectionView = z.strictObject({
  line: z.int().describe("Line of the file, counted from 1"),
  field: z.string().describe("Field that broke a rule, such as turns.3.role; empty for the whole line"),
  reason: z.string().describe("The rule and what to do"),
  excerpt: z.string().describe("The beginning of the line"),
});
export type ImportRejectionView = z.infer<typeof importRejectionView>;

/** One import with its first 1,000 rejected lines, in the order of the file. */
export const importDetailView = importView.extend({ rejections: z.array(importRejectionView) });
export type ImportDetailView = z.infer<typeof importDetailView>;

export const importPage = z.strictObject({ items: z.array(importView), next_cursor: z.string().nullable() });
export type ImportPage = z.infer<typeof importPage>;
