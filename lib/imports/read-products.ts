import "server-only";
import { ImportFileError } from "./file-error";
import type { ImportSource } from "./open-file";
import { openFile } from "./open-file";
import type { ImportedProduct } from "./product-schema";
import { attributeName, readGoogleRows, readGoogleXml } from "./read-google";
import { headerOf } from "./read-rows";
import { readShopifyRows } from "./read-shopify";
import type { ImportRecord } from "./record";

/**
 * The products of a file, plain or packed with gzip: Shopify's CSV, or Google Merchant Center's columns as CSV, TSV or
 * XML. Which it is, is told by what the file holds, never by its name.
 * @param currency for prices that name none
 * @param at when the file was sent; a sale price counts in its time
 * @throws ImportFileError the file as a whole can't be read
 */
export async function* readProducts(
  source: ImportSource,
  currency: string,
  at = new Date(),
): AsyncGenerator<ImportRecord<ImportedProduct>> {
  switch (await formatOf(source)) {
    case "xml":
      yield* readGoogleXml(source, { currency, at });
      return;
    case "google":
      yield* readGoogleRows(source, { currency, at });
      return;
    case "shopify":
      yield* readShopifyRows(source, currency);
  }
}

async function formatOf(source: ImportSource): Promise<"xml" | "google" | "shopify"> {
  const start = await startOf(source);
  if (start.startsWith("<")) return "xml";
  if (/^[[{]/.test(start)) {
    throw new ImportFileError(
      "This is JSON; products are imported from a CSV or an XML feed.",
      "If it holds conversations, import it as conversations; otherwise export the products as CSV.",
    );
  }
  const names = new Set((await headerOf(source)).names.map(attributeName));
  const isGoogles = !names.has("handle") && names.has("title") && (names.has("id") || names.has("price"));
  return isGoogles ? "google" : "shopify";
}

async function startOf(source: ImportSource): Promise<string> {
  for await (const chunk of openFile(source)) {
    const start = chunk.toString("latin1").trimStart();
    if (start !== "") return start.slice(0, 10);
  }
  return "";
}
