import "server-only";
import { ImportFileError } from "./file-error";
import type { ImportSource } from "./open-file";
import { openFile } from "./open-file";
import { checkProduct, type ImportedProduct, type ProductRow } from "./product-schema";
import { readRows } from "./read-rows";
import { excerptOf, type ImportRecord, rejected } from "./record";

const REQUIRED_COLUMNS = ["Handle", "Title", "Variant Price"];

/**
 * The products of a Shopify CSV, plain or packed with gzip, in the order of their first rows.
 * @throws ImportFileError the file as a whole can't be read
 */
export async function* readProducts(
  source: ImportSource,
  currency: string,
): AsyncGenerator<ImportRecord<ImportedProduct>> {
  await refuseJson(source);
  const decimals = decimalsOf(currency);
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
  for (const [handle, rows] of groups) yield checkProduct(handle, rows, decimals);
}

async function refuseJson(source: ImportSource): Promise<void> {
  for await (const chunk of openFile(source)) {
    if (/^\s*[[{]/.test(chunk.subarray(0, 100).toString("latin1"))) {
      throw new ImportFileError(
        "This is JSON; products are imported from Shopify's CSV.",
        "If it holds conversations, import it as conversations; otherwise export the products as CSV.",
      );
    }
    return;
  }
}

function otherKind(columns: readonly string[]): string | null {
  return columns.includes("conversation_id")
    ? "This looks like a conversation file: import it as conversations."
    : "Export the products in Shopify under Products → Export, and import that file.";
}

/** Decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD. */
function decimalsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}
