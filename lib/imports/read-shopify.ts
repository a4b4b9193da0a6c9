import "server-only";
import type { ProductRow } from "./cells";
import type { ImportSource } from "./open-file";
import { checkProduct, type ImportedProduct } from "./product-schema";
import { readRows } from "./read-rows";
import { excerptOf, type ImportRecord, rejected } from "./record";

const REQUIRED_COLUMNS = ["Handle", "Title", "Variant Price"];

/**
 * The products of a Shopify CSV in the order of their first rows.
 * @throws ImportFileError the file as a whole can't be read
 */
export async function* readShopifyRows(
  source: ImportSource,
  currency: string,
): AsyncGenerator<ImportRecord<ImportedProduct>> {
  const groups = new Map<string, ProductRow[]>();
  const rejections: ImportRecord<ImportedProduct>[] = [];
  for await (const record of readRows(source, REQUIRED_COLUMNS, otherKind)) {
    if ("rejection" in record) {
      rejections.push(record);
      continue;
    }
    const handle = record.value.handle?.trim() ?? "";
    const at = { line: record.line, row: record.value, excerpt: excerptOf(record.excerpt) };
    const group = groups.get(handle);
    if (handle === "") {
      const rule = "Handle is empty. Give every row the handle of its product.";
      rejections.push(rejected(record.line, "Handle", rule, record.excerpt));
    } else if (group) group.push(at);
    else groups.set(handle, [at]);
  }
  yield* rejections;
  for (const [handle, rows] of groups) yield checkProduct(handle, rows, currency);
}

function otherKind(columns: readonly string[]): string | null {
  return columns.includes("conversation_id")
    ? "This looks like a conversation file: import it as conversations."
    : "Export the products in Shopify under Products → Export, or with Google Merchant Center's columns (id, title, price …), and import that file.";
}
