import { z } from "zod";
import { filterText, idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";

export const listProductsInput = z.strictObject({
  available: z.boolean().optional().describe("Can be bought now."),
  published: z.boolean().optional().describe("Visible in the shop."),
  vendor: filterText.optional().describe("Exact vendor, any case."),
  product_type: filterText.optional().describe("Exact type, any case."),
  ...pageFields,
});
export type ListProductsInput = z.infer<typeof listProductsInput>;

export const searchProductsInput = z.strictObject({
  query: filterText.describe("What to look for, or a product code."),
  available: z.boolean().optional().describe("Can be bought now."),
  published: z.boolean().optional().describe("Visible in the shop."),
  ...pageFields,
});
export type SearchProductsInput = z.infer<typeof searchProductsInput>;

/** An amount as people write it, in the project's currency. */
const amount = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,4})?$/, { error: "must be an amount such as 12.50" });

/** What the products page filters by: with words a search, without them the list by name. */
export const findProductsInput = z.strictObject({
  query: filterText.optional(),
  availability: z.enum(["yes", "no", "hidden"]).optional(),
  vendor: filterText.optional(),
  product_type: filterText.optional(),
  price_from: amount.optional(),
  price_to: amount.optional(),
  feed_id: idOf("feed").optional(),
  ...pageFields,
});
export type FindProductsInput = z.infer<typeof findProductsInput>;

export const getProductInput = z.strictObject({
  product_id: idOf("product").describe("From list_products or search_products."),
});
export type GetProductInput = z.infer<typeof getProductInput>;

const price = z.int().nullable().describe("Minor units of currency, such as cents.");

const facts = {
  id: idOf("product"),
  project_id: idOf("project"),
  title: z.string(),
  description: z.string(),
  vendor: z.string(),
  product_type: z.string(),
  tags: z.array(z.string()),
  price_min: price,
  price_max: price,
  currency: z.string().length(3).describe("ISO 4217."),
  is_available: z.boolean(),
  is_published: z.boolean(),
  url: z.string().nullable(),
  image_url: z.string().nullable(),
  updated_at: moment,
};

/** What the variants of a product are, without listing them. */
const variantSummary = z.strictObject({
  count: z.int(),
  available_count: z.int(),
  options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
  skus: z.array(z.string()).describe("Product codes, at most 10."),
});

export const productView = z.strictObject({
  ...facts,
  description: z.string().describe("At most 300 characters."),
  variants: variantSummary,
});
export type ProductView = z.infer<typeof productView>;

export const productPage = z.strictObject({ items: z.array(productView), next_cursor: nextCursor });
export type ProductPage = z.infer<typeof productPage>;

export const productHit = z.strictObject({
  ...productView.shape,
  rank: z.int().describe("1 is the best match."),
  score: z.number().describe("Reciprocal rank fusion; higher is better, comparable within one search only."),
  matched_by: z.array(z.enum(["text", "spelling", "code"])),
});
export type ProductHit = z.infer<typeof productHit>;

export const productHits = z.strictObject({ items: z.array(productHit), next_cursor: nextCursor });
export type ProductHits = z.infer<typeof productHits>;

export const productDetail = z.strictObject({
  ...facts,
  handle: z.string(),
  feed: z
    .strictObject({ id: idOf("feed"), name: z.string() })
    .nullable()
    .describe("What brought it; null: a file."),
  created_at: moment,
  variants: z.array(
    z.strictObject({
      id: idOf("variant"),
      title: z.string(),
      sku: z.string(),
      barcode: z.string(),
      options: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      price: z.int(),
      compare_at_price: price,
      inventory_quantity: z.int().nullable(),
      is_available: z.boolean(),
      image_url: z.string().nullable(),
      weight_grams: z.int().nullable(),
    }),
  ),
  images: z.array(z.strictObject({ id: idOf("image"), url: z.string(), alt: z.string() })),
});
export type ProductDetail = z.infer<typeof productDetail>;

/** Vendors and types of the catalogue, for the filters of a list. */
export const productFacets = z.strictObject({
  vendors: z.array(z.string()),
  product_types: z.array(z.string()),
});
export type ProductFacets = z.infer<typeof productFacets>;
