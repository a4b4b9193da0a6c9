import "server-only";
import { listProducts } from "@/lib/products/list";
import { listProductsInput, productPage } from "@/lib/products/schema";
import { defineTool, READS } from "../define-tool";

export const listProductsTool = defineTool({
  name: "list_products",
  title: "List products",
  description:
    "Browses the catalogue by title with prices, descriptions and availability. To find something in particular use search_products.",
  category: "products",
  scope: "project",
  permission: "products:read",
  tier: "starter",
  annotations: READS,
  input: listProductsInput,
  output: productPage,
  run: listProducts,
});
