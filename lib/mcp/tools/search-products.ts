import "server-only";
import { productHits, searchProductsInput } from "@/lib/products/schema";
import { searchProducts } from "@/lib/products/search";
import { defineTool, READS } from "../define-tool";

export const searchProductsTool = defineTool({
  name: "search_products",
  title: "Search products",
  description:
    "Finds products by what a customer calls them, best match first. Forgives misspellings, knows inflections and product codes (SKU).",
  category: "products",
  scope: "project",
  permission: "products:read",
  tier: "starter",
  annotations: READS,
  input: searchProductsInput,
  output: productHits,
  run: searchProducts,
});
