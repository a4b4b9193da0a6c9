import "server-only";
import { z } from "zod";
import { htmlToText } from "./html-to-text";
import type { Row } from "./read-rows";
import { type ImportRecord, rejected } from "./record";

const MAX_VARIANTS = 2_048;
const MAX_IMAGES = 250;
/** Prices are 32-bit integers in the database. */
const MAX_MINOR_UNITS = 2_147_483_647;
/** Shopify's way to say that a product has no options. */
const NO_OPTION = { name: "Title", value: "Default Title" };

/** A product as a file tells it. Prices are minor units of the project's currency. */
export interface ImportedProduct {
  handle: string;
  title: string;
  description: string;
  vendor: string;
  productType: string;
  tags: string[];
  isPublished: boolean;
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

/** A row of the file with the line it begins on. */
export interface ProductRow {
  line: number;
  row: Row;
  excerpt: string;
}

/** A cell breaks a rule. */
class CellError extends Error {
  readonly at: ProductRow;
  readonly column: string;

  constructor(at: ProductRow, column: string, rule: string) {
    super(rule);
    this.at = at;
    this.column = column;
  }
}

/**
 * The product that rows with the same handle describe: the first names it, each row may add a variant, an image or both.
 * A product with one bad cell is rejected as a whole: with a variant missing it would be wrong.
 * @param decimals of the project's currency, such as 2
 */
export function checkProduct(
  handle: string,
  rows: readonly ProductRow[],
  decimals: number,
): ImportRecord<ImportedProduct> {
  const first = rows[0] as ProductRow;
  try {
    return { line: first.line, value: toProduct(handle, rows, decimals), excerpt: first.excerpt };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return rejected(error.at.line, error.column, error.message, error.at.excerpt);
  }
}

function toProduct(handle: string, rows: readonly ProductRow[], decimals: number): ImportedProduct {
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

function cell(at: ProductRow, column: string, maxLength = 10_000): string {
  const text = (at.row[column.toLowerCase()] ?? "").trim();
  if (text.length > maxLength) {
    const rule = `${column} must have at most ${maxLength.toLocaleString("en")} characters; shorten it.`;
    throw new CellError(at, column, rule);
  }
  if (text.includes("\0")) throw new CellError(at, column, `${column} holds the NUL character; remove it.`);
  return text.toWellFormed();
}

function oneOf(at: ProductRow, column: string, values: readonly string[]): string {
  const text = cell(at, column).toLowerCase();
  if (text === "" || values.includes(text)) return text;
  throw new CellError(at, column, `${column} must be ${values.join(" or ")}, not “${text.slice(0, 40)}”.`);
}

/** Minor units, without going through a binary fraction. */
function money(at: ProductRow, column: string, decimals: number): number | null {
  const text = cell(at, column);
  if (text === "") return null;
  const [, units, fraction = ""] = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  if (units === undefined) {
    throw new CellError(at, column, `${column} must be a number such as 12.50, not “${text.slice(0, 40)}”.`);
  }
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new CellError(at, column, `${column} must have at most ${decimals} decimals, not “${text}”.`);
  }
  const minor = Number(units + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (minor > MAX_MINOR_UNITS) throw new CellError(at, column, `${column} is too high: ${text}.`);
  return minor;
}

const integer = z.coerce.number().int().min(-MAX_MINOR_UNITS).max(MAX_MINOR_UNITS);

function whole(at: ProductRow, column: string): number | null {
  const text = cell(at, column);
  if (text === "") return null;
  const parsed = integer.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CellError(at, column, `${column} must be a whole number, not “${text.slice(0, 40)}”.`);
}

/** Shopify writes 0 for a weight nobody entered. */
function grams(at: ProductRow): number | null {
  const text = cell(at, "Variant Grams");
  if (text === "") return null;
  const parsed = z.coerce.number().min(0).max(MAX_MINOR_UNITS).safeParse(text);
  if (parsed.success) return Math.round(parsed.data) || null;
  throw new CellError(at, "Variant Grams", `Variant Grams must be a number, not “${text.slice(0, 40)}”.`);
}

function address(at: ProductRow, column: string): string | null {
  const text = cell(at, column, 2_000);
  if (text === "") return null;
  const url = URL.parse(text.startsWith("//") ? `https:${text}` : text);
  if (url && (url.protocol === "https:" || url.protocol === "http:")) return url.href;
  throw new CellError(at, column, `${column} must be an address that begins with https://.`);
}
