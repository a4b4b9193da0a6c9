import "server-only";
import { decimalsOf, isCurrency } from "@/lib/core/currencies";
import { address, CellError, cell, MAX_MINOR_UNITS, type ProductRow } from "./cells";
import { htmlToText } from "./html-to-text";
import type { ImportedProduct, ImportedVariant } from "./product-schema";

/** Words of `availability` that mean it can be bought now or ordered, in Google's, Meta's and older spellings. */
const AVAILABILITY: Readonly<Record<string, boolean>> = {
  in_stock: true,
  instock: true,
  available: true,
  available_for_order: true,
  limited_availability: true,
  preorder: true,
  pre_order: true,
  backorder: true,
  out_of_stock: false,
  outofstock: false,
  unavailable: false,
  discontinued: false,
};
const OPTIONS = ["color", "size", "material", "pattern", "age_group", "gender"];
const MAX_IMAGES = 250;
/** 1299, 1299.00 · 1299,5 · 1,299.00 · 1.299,00 · 1,299,000; not 1,299, which may be either. */
const AMOUNTS = [
  /^(\d+)(?:\.(\d+))?$/,
  /^(\d+),(\d{1,2})$/,
  /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/,
  /^(\d{1,3}(?:\.\d{3})+),(\d+)$/,
  /^(\d{1,3}(?:,\d{3}){2,})$/,
];
const GRAMS: Readonly<Record<string, number>> = { g: 1, kg: 1000, oz: 28.349523125, lb: 453.59237 };

/** One record of a Google Merchant file: a variant, with what its product is. */
export interface GoogleRecord {
  id: string;
  /** Key that the variants of a product share; empty for a product without variants. */
  group: string;
  /** The whole product if this is its only variant. */
  product: ImportedProduct;
}

/**
 * What a record in Google Merchant Center's product data specification tells.
 * @param row by the names of the specification, in lower case with underscores
 * @param currency for prices that name none
 * @param at when the file was sent; a sale price counts in its time
 * @throws CellError an attribute breaks a rule
 */
export function toGoogleRecord(row: ProductRow, currency: string, at: Date): GoogleRecord {
  const id = cell(row, "id", 255);
  if (id === "") throw new CellError(row, "id", "id is empty. Give every product an id that stays the same.");
  const group = cell(row, "item_group_id", 255);
  const title = cell(row, "title", 500);
  if (title === "") throw new CellError(row, "title", "title is empty; write what the product is called.");
  const price = priceOf(row, "price", currency);
  if (price === null) throw new CellError(row, "price", "price is empty; write one such as 12.99 EUR.");
  const sale = priceOf(row, "sale_price", price.currency);
  if (sale && sale.currency !== price.currency) {
    throw new CellError(row, "sale_price", "sale_price must be in the currency of price.");
  }
  const isOnSale = sale !== null && sale.minor < price.minor && isSaleTime(row, at);
  const images = imagesOf(row);
  const variant: ImportedVariant = {
    ...optionsOf(row),
    sku: cell(row, "mpn", 255) || id,
    barcode: cell(row, "gtin", 255),
    price: isOnSale ? sale.minor : price.minor,
    compareAtPrice: isOnSale ? price.minor : null,
    inventoryQuantity: null,
    isAvailable: availabilityOf(row),
    imageUrl: images[0]?.url ?? null,
    weightGrams: weightOf(row),
  };
  return {
    id,
    group,
    product: {
      handle: group || id,
      title,
      description: htmlToText(cell(row, "description", 500_000)),
      vendor: cell(row, "brand", 255),
      productType: typeOf(row),
      tags: tagsOf(row),
      isPublished: true,
      currency: price.currency,
      url: address(row, "link"),
      variants: [variant],
      images,
    },
  };
}

/**
 * Adds a variant to the product of its group, which takes its name from what the names have in common.
 * @throws CellError its price is in another currency
 */
export function joinGroup(product: ImportedProduct, { product: next }: GoogleRecord, row: ProductRow): void {
  if (next.currency !== product.currency) {
    throw new CellError(
      row,
      "price",
      `price must be in ${product.currency}, as in the other variants of ${product.handle}.`,
    );
  }
  product.title = commonTitle(product.title, next.title);
  product.description ||= next.description;
  product.vendor ||= next.vendor;
  product.productType ||= next.productType;
  product.url ??= next.url;
  product.tags = [...new Set([...product.tags, ...next.tags])];
  product.variants.push(...next.variants);
  const known = new Set(product.images.map(({ url }) => url));
  const room = MAX_IMAGES - product.images.length;
  product.images.push(...next.images.filter(({ url }) => !known.has(url)).slice(0, Math.max(0, room)));
}

/** “Shirt - Blue” and “Shirt - Red” are a Shirt; names with little in common keep the first. */
function commonTitle(one: string, other: string): string {
  if (one === other) return one;
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  const isWhole = (text: string) => length === text.length || /[^\p{L}\p{N}]/u.test(text.charAt(length));
  const start = one.slice(0, length);
  const common = isWhole(one) && isWhole(other) ? start : start.replace(/[\p{L}\p{N}]+$/u, "");
  const title = common.replace(/[\s\-–—/,|:([]+$/u, "").trim();
  return title.length >= 3 && title.length * 3 >= one.length ? title : one;
}

function optionsOf(row: ProductRow): Pick<ImportedVariant, "options" | "title"> {
  const options: Record<string, string> = {};
  for (const column of OPTIONS) {
    const value = cell(row, column, 255);
    const name = column.charAt(0).toUpperCase() + column.slice(1).replace("_", " ");
    if (value !== "") options[name] = value;
  }
  const [color, size] = [options.Color, options.Size].map((value) => value ?? "");
  return { options, title: [color, size].filter(Boolean).join(" / ") || "Default" };
}

/** `12.99 EUR`; also with the code in front, without it, or with a decimal comma. */
function priceOf(row: ProductRow, column: string, currency: string) {
  const text = cell(row, column, 100);
  if (text === "") return null;
  const [, before, amount = "", after] =
    /^([A-Za-z]{3})?\s*([\d.,'\s]*\d)\s*([A-Za-z]{3})?$/.exec(text.replaceAll("\u00a0", " ")) ?? [];
  const code = (before ?? after ?? currency).toUpperCase();
  if (amount === "" || (before && after)) {
    throw new CellError(
      row,
      column,
      `${column} must be a number and a currency such as 12.99 EUR, not “${text.slice(0, 40)}”.`,
    );
  }
  if (!isCurrency(code)) {
    throw new CellError(row, column, `${column} has the currency “${code}”, which ISO 4217 does not know.`);
  }
  return { minor: minorUnits(row, column, text, amount, code), currency: code };
}

/** Minor units of an amount in one of the forms above, without going through a binary fraction. */
function minorUnits(row: ProductRow, column: string, text: string, amount: string, code: string): number {
  const decimals = decimalsOf(code);
  const plain = amount.replace(/['\s](?=\d{3}(\D|$))/g, "");
  const [, units = "", fraction = ""] = AMOUNTS.map((form) => form.exec(plain)).find(Boolean) ?? [];
  if (units === "") {
    throw new CellError(row, column, `${column} must be a number such as 12.99, not “${text.slice(0, 40)}”.`);
  }
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new CellError(
      row,
      column,
      `${column} must have at most ${decimals} decimals in ${code}, not “${text}”.`,
    );
  }
  const minor = Number(units.replace(/\D/g, "") + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (minor > MAX_MINOR_UNITS) throw new CellError(row, column, `${column} is too high: ${text}.`);
  return minor;
}

/** Without dates a sale price always counts. */
function isSaleTime(row: ProductRow, at: Date): boolean {
  const text = cell(row, "sale_price_effective_date", 100);
  if (text === "") return true;
  const [from, to, ...rest] = text.split("/").map((part) => Date.parse(part.trim()));
  if (from === undefined || to === undefined || rest.length > 0 || Number.isNaN(from) || Number.isNaN(to)) {
    throw new CellError(
      row,
      "sale_price_effective_date",
      "sale_price_effective_date must be two times such as 2026-11-01T00:00Z/2026-11-30T23:59Z.",
    );
  }
  return from <= at.getTime() && at.getTime() <= to;
}

/** A record that says nothing is for sale, as one of Shopify's that is not tracked. */
function availabilityOf(row: ProductRow): boolean {
  const text = cell(row, "availability", 100);
  if (text === "") return true;
  // As schema.org writes it: https://schema.org/InStock.
  const word = text
    .replace(/^https?:\/\/schema\.org\//i, "")
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  const known = Object.hasOwn(AVAILABILITY, word) ? AVAILABILITY[word] : undefined;
  if (known !== undefined) return known;
  throw new CellError(
    row,
    "availability",
    `availability must be in_stock, out_of_stock, preorder or backorder, not “${text.slice(0, 40)}”.`,
  );
}

/** The first of a path's several; a number of Google's taxonomy is no name. */
function typeOf(row: ProductRow): string {
  const own = (cell(row, "product_type", 5_000).split("\n")[0] ?? "").trim();
  const google = cell(row, "google_product_category", 5_000);
  const type = own || (/^\d+$/.test(google) ? "" : google);
  if (type.length <= 255) return type;
  throw new CellError(row, "product_type", "product_type must have at most 255 characters; shorten it.");
}

function tagsOf(row: ProductRow): string[] {
  const condition = cell(row, "condition", 100).toLowerCase();
  return condition === "" || condition === "new" ? [] : [condition];
}

function imagesOf(row: ProductRow): ImportedProduct["images"] {
  const further = cell(row, "additional_image_link", 50_000).split(/\n|,(?=\s*(?:https?:)?\/\/)/);
  const urls = [address(row, "image_link")];
  for (const link of further) {
    const one = { ...row, row: { additional_image_link: link } };
    urls.push(address(one, "additional_image_link"));
  }
  const unique = [...new Set(urls.filter((url) => url !== null))];
  if (unique.length > MAX_IMAGES) {
    throw new CellError(row, "additional_image_link", `A product has at most ${MAX_IMAGES} images.`);
  }
  return unique.map((url) => ({ url, alt: "" }));
}

/** Only for show: one that can't be read is left out. */
function weightOf(row: ProductRow): number | null {
  const text = cell(row, "product_weight", 100) || cell(row, "shipping_weight", 100);
  const [, amount = "", unit = ""] = /^(\d{1,7}(?:[.,]\d{1,6})?)\s*(g|kg|oz|lb)$/i.exec(text) ?? [];
  const grams = Number(amount.replace(",", ".")) * (GRAMS[unit.toLowerCase()] ?? Number.NaN);
  return Number.isFinite(grams) && grams > 0 && grams <= MAX_MINOR_UNITS ? Math.round(grams) : null;
}
