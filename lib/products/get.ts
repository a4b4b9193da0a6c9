import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { imageColumns, productColumns, toProductDetail, variantColumns } from "./rows";
import type { GetProductInput, ProductDetail } from "./schema";

/**
 * A product with its variants and images in the shop's order.
 * @throws NotFoundError no such product in a project the caller may see
 */
export async function getProduct(caller: Caller, input: GetProductInput): Promise<ProductDetail> {
  requirePermission(caller, "products:read");
  const db = dbFor(caller);
  const product = await db.product.findFirst({ where: { id: input.product_id }, select: productColumns });
  if (!product) throw new NotFoundError("product", input.product_id);
  const ofProduct = {
    where: { projectId: product.projectId, productId: product.id },
    orderBy: { position: "asc" as const },
  };
  const { projectId, feedId } = product;
  const [variants, images, feed] = await Promise.all([
    db.productVariant.findMany({ ...ofProduct, select: variantColumns }),
    db.productImage.findMany({ ...ofProduct, select: imageColumns }),
    feedId === null
      ? null
      : db.productFeed.findFirst({ where: { projectId, id: feedId }, select: { id: true, name: true } }),
  ]);
  return toProductDetail(product, variants, images, feed);
}
