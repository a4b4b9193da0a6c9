import "server-only";
import { productHits, searchProductsInput } from "@/lib/products/schema";
import { searchProducts } from "@/lib/products/search";
import { defineTool, READS } from "../define-tool";

export const searchProductsTool = defineTool({
  name: "search_products",
  title: "Search products",
  description:
    "Finds products by what customers call them or by SKU, best match first. Forgives misspellings.",
  category: "products",
  scope: "project",
  permission: "products:read",
  tier: "starter",
  annotations: READS,
  input: searchProductsInput,
  output: productHits,
  run: searchProducts,
});
