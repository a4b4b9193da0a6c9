import "server-only";
import { z } from "zod";
import { decimalsOf } from "@/lib/core/currencies";
import { address, CellError, cell, MAX_MINOR_UNITS, money, oneOf, type ProductRow, whole } from "./cells";
import { htmlToText } from "./html-to-text";
import { type ImportRecord, rejected } from "./record";

/** Variants of one product at most. */
export const MAX_VARIANTS = 2_048;
const MAX_IMAGES = 250;
/** Shopify's way to say that a product has no options. */
const NO_OPTION = { name: "Title", value: "Default Title" };

/** A product as a file tells it. Prices are minor units of `currency`. */
export interface ImportedProduct {
  handle: string;
  title: string;
  description: string;
  vendor: string;
  productType: string;
  tags: string[];
  isPublished: boolean;
  currency: string;
  /** Its page in the shop. */
  url: string | null;
  variants: ImportedVariant[];
  images: { url: string; alt: string }[];
}

export interface ImportedVariant {
  title: string;
  sku: string;
  barcode: string;
  options: Record<string, string>;
  price: number;
  compareAtPrice: number | null;
  inventoryQuantity: number | null;
  isAvailable: boolean;
  imageUrl: string | null;
  weightGrams: number | null;
}

/**
 * The product that rows with the same handle describe: the first names it, each row may add a variant, an image or both.
 * A product with one bad cell is rejected as a whole: with a variant missing it would be wrong.
 * @param currency of the project: Shopify's prices name none
 */
export function checkProduct(
  handle: string,
  rows: readonly ProductRow[],
  currency: string,
): ImportRecord<ImportedProduct> {
  const first = rows[0] as ProductRow;
  try {
    return { line: first.line, value: toProduct(handle, rows, currency), excerpt: first.excerpt };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { ...rejected(error.at.line, error.column, error.message, error.at.excerpt), handle };
  }
}

function toProduct(handle: string, rows: readonly ProductRow[], currency: string): ImportedProduct {
  const decimals = decimalsOf(currency);
  const first = rows[0] as ProductRow;
  if (handle.length > 255) {
    throw new CellError(first, "Handle", "Handle must have at most 255 characters; shorten it.");
  }
  const title = cell(first, "Title", 500);
  if (title === "") {
    throw new CellError(first, "Title", "Title is empty. The first row of a product must name it.");
  }
  const optionNames = ["Option1 Name", "Option2 Name", "Option3 Name"].map((column) =>
    cell(first, column, 100),
  );
  const variants = rows.filter((at, index) => index === 0 || isVariant(at));
  if (variants.length > MAX_VARIANTS) {
    throw new CellError(first, "Handle", `A product has at most ${MAX_VARIANTS} variants; split it.`);
  }
  return {
    handle,
    title,
    description: htmlToText(cell(first, "Body (HTML)", 500_000)),
    vendor: cell(first, "Vendor", 255),
    productType: cell(first, "Type", 255) || cell(first, "Product Category", 255),
    tags: [
      ...new Set(
        cell(first, "Tags", 10_000)
          .split(",")
          .map((tag) => tag.trim())
          .filter(Boolean),
      ),
    ],
    isPublished: isPublished(first),
    currency,
    url: null,
    variants: variants.map((at) => toVariant(at, optionNames, decimals)),
    images: toImages(rows),
  };
}

/** Rows after the first that only add an image carry neither an option nor a price. */
function isVariant(at: ProductRow): boolean {
  return ["Option1 Value", "Variant Price", "Variant SKU"].some((column) => cell(at, column) !== "");
}

function toVariant(at: ProductRow, optionNames: readonly string[], decimals: number): ImportedVariant {
  const options: Record<string, string> = {};
  optionNames.forEach((name, index) => {
    const value = cell(at, `Option${index + 1} Value`, 255);
    const isNone = name === NO_OPTION.name && value === NO_OPTION.value;
    if (name !== "" && value !== "" && !isNone) options[name] = value;
  });
  const price = money(at, "Variant Price", decimals);
  if (price === null) throw new CellError(at, "Variant Price", "Variant Price is empty; write a price.");
  const quantity = whole(at, "Variant Inventory Qty");
  const policy = oneOf(at, "Variant Inventory Policy", ["deny", "continue"]);
  return {
    title: Object.values(options).join(" / ") || "Default",
    sku: cell(at, "Variant SKU", 255),
    barcode: cell(at, "Variant Barcode", 255),
    options,
    price,
    compareAtPrice: money(at, "Variant Compare At Price", decimals),
    inventoryQuantity: quantity,
    isAvailable: isAvailable(cell(at, "Variant Inventory Tracker"), quantity, policy),
    imageUrl: address(at, "Variant Image"),
    weightGrams: grams(at),
  };
}

/** Shopify sells what it does not track, and what is sold out only with the policy `continue`. */
function isAvailable(tracker: string, quantity: number | null, policy: string): boolean {
  return tracker === "" || quantity === null || quantity > 0 || policy === "continue";
}

/** In the order of their positions; an image without one comes after those that have one. */
function toImages(rows: readonly ProductRow[]): ImportedProduct["images"] {
  const found = rows.flatMap((at) => {
    const url = address(at, "Image Src");
    if (!url) return [];
    const position = whole(at, "Image Position") ?? Number.POSITIVE_INFINITY;
    return [{ url, alt: cell(at, "Image Alt Text", 1_000), position }];
  });
  const ordered = found.toSorted((left, right) =>
    left.position === right.position ? 0 : left.position - right.position,
  );
  const unique = ordered.filter(
    ({ url }, index) => ordered.findIndex((image) => image.url === url) === index,
  );
  if (unique.length > MAX_IMAGES) {
    throw new CellError(rows[0] as ProductRow, "Image Src", `A product has at most ${MAX_IMAGES} images.`);
  }
  return unique.map(({ url, alt }) => ({ url, alt }));
}

function isPublished(at: ProductRow): boolean {
  const published = oneOf(at, "Published", ["true", "false"]);
  const status = oneOf(at, "Status", ["active", "draft", "archived", "unlisted"]);
  return published !== "false" && (status === "" || status === "active");
}

/** Shopify writes 0 for a weight nobody entered. */
function grams(at: ProductRow): number | null {
  const text = cell(at, "Variant Grams");
  if (text === "") return null;
  const parsed = z.coerce.number().min(0).max(MAX_MINOR_UNITS).safeParse(text);
  if (parsed.success) return Math.round(parsed.data) || null;
  throw new CellError(at, "Variant Grams", `Variant Grams must be a number, not “${text.slice(0, 40)}”.`);
}
