import { callerForProject } from "@/lib/auth/session";
import { decimalsOf } from "@/lib/core/currencies";
import { findProducts } from "@/lib/products/find";
import { findProductsInput } from "@/lib/products/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const PAGE_SIZE = 100;
const HEADER = [
  ...["title", "vendor", "type", "tags", "lowest_price", "highest_price", "currency", "available", "shown"],
  ...["variants", "skus", "url", "image", "updated", "id"],
];

const filters = findProductsInput.omit({ limit: true, cursor: true });

/** The products that the page shows with the same filters, as a file. */
export const GET = defineRoute<typeof filters, { projectId: string }>({
  input: filters,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    return csvResponse(
      "products.csv",
      HEADER,
      (cursor) => findProducts(caller, { ...input, limit: PAGE_SIZE, cursor }),
      (product) => [
        product.title,
        product.vendor,
        product.product_type,
        product.tags.join(", "),
        amount(product.price_min, product.currency),
        amount(product.price_max, product.currency),
        product.currency,
        product.is_available ? "yes" : "no",
        product.is_published ? "yes" : "no",
        product.variants.count,
        product.variants.skus.join(", "),
        product.url,
        product.image_url,
        product.updated_at,
        product.id,
      ],
    );
  },
});

/** As the shop's own files write it: 12.50. */
function amount(minor: number | null, currency: string): string | null {
  const decimals = decimalsOf(currency);
  return minor === null ? null : (minor / 10 ** decimals).toFixed(decimals);
}
