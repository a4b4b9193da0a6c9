import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { ProductDetail, ProductView } from "./schema";

/** Longest description in a list, in characters. */
const MAX_SUMMARY_LENGTH = 300;
/** Most values of an option and most codes in the summary of a product's variants. */
const MAX_OPTION_VALUES = 20;
const MAX_SKUS = 10;

/** What lists of products select; `p` is the product, `v` comes from `variantsJoin`. */
export const productListColumns = Prisma.sql`
  p.project_id AS "projectId", p.id, p.title, left(p.description, ${MAX_SUMMARY_LENGTH + 1}::int) AS description, p.vendor,
  p.product_type AS "productType", p.tags, p.price_min AS "priceMin", p.price_max AS "priceMax", p.currency,
  p.is_available AS "isAvailable", p.is_published AS "isPublished", p.url, p.image_url AS "imageUrl",
  p.updated_at AS "updatedAt", v.count AS "variantCount", v.available AS "availableCount", v.options AS "variantOptions",
  v.skus`;

/** The variants of each product of a page in one row, so that a page is one statement. */
export const variantsJoin = Prisma.sql`
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, count(*) FILTER (WHERE is_available)::int AS available,
           coalesce(jsonb_agg(options ORDER BY position), '[]') AS options,
           coalesce(array_agg(sku ORDER BY position) FILTER (WHERE sku <> ''), '{}') AS skus
      FROM product_variant
     WHERE project_id = p.project_id AND product_id = p.id) v`;

export interface ProductListRow {
  projectId: string;
  id: string;
  title: string;
  description: string;
  vendor: string;
  productType: string;
  tags: string[];
  priceMin: number | null;
  priceMax: number | null;
  currency: string;
  isAvailable: boolean;
  isPublished: boolean;
  url: string | null;
  imageUrl: string | null;
  updatedAt: Date;
  variantCount: number;
  availableCount: number;
  variantOptions: unknown[];
  skus: string[];
}

/** Filters that lists and searches share. */
export interface ProductFilters {
  available?: boolean | undefined;
  published?: boolean | undefined;
  vendor?: string | undefined;
  product_type?: string | undefined;
  /** Bounds of the price in minor units of `currency`; a product with variants on both sides of a bound is within. */
  price?: { from?: number | undefined; to?: number | undefined; currency: string } | undefined;
  feed_id?: string | undefined;
}

/** The same in SQL; `p` is the product. */
export function productConditions(input: ProductFilters): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (input.vendor !== undefined) conditions.push(Prisma.sql`lower(p.vendor) = lower(${input.vendor})`);
  if (input.product_type !== undefined) {
    conditions.push(Prisma.sql`lower(p.product_type) = lower(${input.product_type})`);
  }
  const { from, to, currency } = input.price ?? {};
  if (currency !== undefined) conditions.push(Prisma.sql`p.currency = ${currency}`);
  if (from !== undefined) conditions.push(Prisma.sql`p.price_max >= ${from}`);
  if (to !== undefined) conditions.push(Prisma.sql`p.price_min <= ${to}`);
  if (input.feed_id !== undefined) conditions.push(Prisma.sql`p.feed_id = ${input.feed_id}`);
  if (input.available !== undefined) conditions.push(Prisma.sql`p.is_available = ${input.available}`);
  if (input.published !== undefined) conditions.push(Prisma.sql`p.is_published = ${input.published}`);
  return conditions;
}

type SharedRow = Omit<ProductListRow, "variantCount" | "availableCount" | "variantOptions" | "skus">;

function toFacts(row: SharedRow) {
  return {
    id: row.id,
    project_id: row.projectId,
    title: row.title,
    vendor: row.vendor,
    product_type: row.productType,
    tags: row.tags,
    price_min: row.priceMin,
    price_max: row.priceMax,
    currency: row.currency,
    is_available: row.isAvailable,
    is_published: row.isPublished,
    url: row.url,
    image_url: row.imageUrl,
    updated_at: row.updatedAt.toJSON(),
  };
}

export function toProductView(row: ProductListRow): ProductView {
  return {
    ...toFacts(row),
    description: shortened(row.description),
    variants: {
      count: row.variantCount,
      available_count: row.availableCount,
      options: toOptionSummary(row.variantOptions),
      skus: row.skus.slice(0, MAX_SKUS),
    },
  };
}

function shortened(text: string): string {
  return text.length > MAX_SUMMARY_LENGTH ? `${text.slice(0, MAX_SUMMARY_LENGTH - 1).trimEnd()}…` : text;
}

/** Every option with its values, in the order of the variants. */
function toOptionSummary(variants: readonly unknown[]): { name: string; values: string[] }[] {
  const options = new Map<string, Set<string>>();
  for (const { name, value } of variants.flatMap(toOptions)) {
    const values = options.get(name) ?? new Set();
    options.set(name, values.size < MAX_OPTION_VALUES ? values.add(value) : values);
  }
  return [...options].map(([name, values]) => ({ name, values: [...values] }));
}

function toOptions(value: unknown): { name: string; value: string }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, entry]) => ({ name, value: String(entry) }));
}

export const productColumns = {
  projectId: true,
  id: true,
  handle: true,
  title: true,
  description: true,
  vendor: true,
  productType: true,
  tags: true,
  priceMin: true,
  priceMax: true,
  currency: true,
  isAvailable: true,
  isPublished: true,
  url: true,
  imageUrl: true,
  feedId: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.ProductSelect;

export const variantColumns = {
  id: true,
  title: true,
  sku: true,
  barcode: true,
  options: true,
  price: true,
  compareAtPrice: true,
  inventoryQuantity: true,
  isAvailable: true,
  imageUrl: true,
  weightGrams: true,
} satisfies Prisma.ProductVariantSelect;

export const imageColumns = { id: true, url: true, alt: true } satisfies Prisma.ProductImageSelect;

type ProductRow = Prisma.ProductGetPayload<{ select: typeof productColumns }>;
type VariantRow = Prisma.ProductVariantGetPayload<{ select: typeof variantColumns }>;
type ImageRow = Prisma.ProductImageGetPayload<{ select: typeof imageColumns }>;

export function toProductDetail(
  row: ProductRow,
  variants: VariantRow[],
  images: ImageRow[],
  feed: { id: string; name: string } | null,
): ProductDetail {
  return {
    ...toFacts(row),
    description: row.description,
    handle: row.handle,
    feed,
    created_at: row.createdAt.toJSON(),
    variants: variants.map((variant) => ({
      id: variant.id,
      title: variant.title,
      sku: variant.sku,
      barcode: variant.barcode,
      options: toOptions(variant.options),
      price: variant.price,
      compare_at_price: variant.compareAtPrice,
      inventory_quantity: variant.inventoryQuantity,
      is_available: variant.isAvailable,
      image_url: variant.imageUrl,
      weight_grams: variant.weightGrams,
    })),
    images,
  };
}
