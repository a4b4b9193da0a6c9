import "server-only";
import type { ImportedConversation } from "./conversation-schema";
import { type ImportSource, openFile } from "./open-file";
import type { ImportedProduct } from "./product-schema";
import { isJsonLines, readConversations } from "./read-conversations";
import { readLines } from "./read-lines";
import { readProducts } from "./read-products";
import type { ImportRecord } from "./record";
import type { ImportKind } from "./schema";

/** What the records of a file depend on besides the file. */
export interface RecordContext {
  /** Of the project. */
  currency: string;
  /** When the file was sent. */
  at: Date;
}

/** The records of a file in their order; the same file always gives the same. */
export function readRecords(
  kind: ImportKind,
  source: ImportSource,
  context: RecordContext,
): AsyncGenerator<ImportRecord<ImportedConversation | ImportedProduct>> {
  return kind === "conversations"
    ? readConversations(source)
    : readProducts(source, context.currency, context.at);
}

/**
 * How many records a file has, rejected ones included. Reads it to its end, so a damaged file is found before any of it
 * is imported.
 * @throws ImportFileError the file as a whole can't be read
 */
export async function countRecords(
  kind: ImportKind,
  source: ImportSource,
  context: RecordContext,
): Promise<number> {
  let count = 0;
  if (kind === "conversations" && (await isJsonLines(source))) {
    for await (const line of readLines(openFile(source))) {
      if ("problem" in line || line.text.trim() !== "") count += 1;
    }
  } else for await (const _ of readRecords(kind, source, context)) count += 1;
  return count;
}
