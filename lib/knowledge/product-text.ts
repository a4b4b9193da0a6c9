import "server-only";
import { formatMoney } from "@/lib/core/currencies";
import type { Prisma } from "@/lib/db/generated/client";

export const indexedProductColumns = {
  id: true,
  title: true,
  description: true,
  vendor: true,
  productType: true,
  tags: true,
  priceMin: true,
  priceMax: true,
  currency: true,
  isAvailable: true,
  url: true,
} satisfies Prisma.ProductSelect;

export const indexedVariantColumns = {
  productId: true,
  title: true,
  sku: true,
  price: true,
  isAvailable: true,
} satisfies Prisma.ProductVariantSelect;

type ProductRow = Omit<Prisma.ProductGetPayload<{ select: typeof indexedProductColumns }>, "id">;
type VariantRow = Omit<
  Prisma.ProductVariantGetPayload<{ select: typeof indexedVariantColumns }>,
  "productId"
>;

/** What a chatbot should know of a product, as text: kind, maker, price, availability, variants, description. */
export function productText(product: ProductRow, variants: readonly VariantRow[]): string {
  const facts = [
    product.productType && `Type: ${product.productType}.`,
    product.vendor && `By ${product.vendor}.`,
    priceText(product),
    product.isAvailable ? "Available." : "Sold out.",
    product.tags.length > 0 && `Tags: ${product.tags.join(", ")}.`,
    product.url && `Page: ${product.url}`,
  ];
  // The one variant of a product without options says nothing more.
  const lines = variants.length > 1 ? variants.map((variant) => variantText(variant, product.currency)) : [];
  return [
    `${product.title}\n${facts.filter(Boolean).join(" ")}`,
    product.description,
    lines.length > 0 ? `Variants:\n${lines.join("\n")}` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function priceText({ priceMin, priceMax, currency }: ProductRow): string {
  const low = priceMin ?? priceMax;
  if (low === null) return "";
  const high = priceMax ?? low;
  return high > low
    ? `Price: ${formatMoney(low, currency)} to ${formatMoney(high, currency)}.`
    : `Price: ${formatMoney(low, currency)}.`;
}

function variantText({ title, price, isAvailable, sku }: VariantRow, currency: string): string {
  const code = sku === "" ? "" : ` (code ${sku})`;
  return `- ${title}: ${formatMoney(price, currency)}, ${isAvailable ? "available" : "sold out"}${code}`;
}
