import "server-only";
import { sha256 } from "@/lib/core/compare";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import type { ImportedProduct } from "./product-schema";
import type { Accepted, BatchResult } from "./write-conversations";

/**
 * Writes products with their variants and images: new ones, and those whose content changed. A product that a file no
 * longer names stays (a feed's run looks after those at its end). Runs in the caller's transaction, which holds the project's import lock; no handle stands twice in
 * `batch`.
 */
export async function writeProducts(
  db: TenantTransaction,
  projectId: string,
  batch: readonly Accepted<ImportedProduct>[],
  feedId: string | null = null,
): Promise<BatchResult> {
  const known = new Map(
    (
      await db.product.findMany({
        where: { projectId, handle: { in: batch.map(({ value }) => value.handle) } },
        select: { id: true, handle: true, contentHash: true },
      })
    ).map((row) => [row.handle, row]),
  );
  const products = batch
    .map(({ value }) => ({
      ...value,
      id: known.get(value.handle)?.id ?? newId("product"),
      contentHash: sha256(JSON.stringify(value)),
    }))
    .filter(({ handle, contentHash }) => known.get(handle)?.contentHash !== contentHash);
  if (products.length > 0) {
    await writeRows(db, projectId, products);
    await writeVariants(db, projectId, products);
    await writeImages(db, projectId, products);
    await forgetFiles(db, projectId, products, feedId);
  }
  const updated = products.filter(({ handle }) => known.has(handle)).length;
  return {
    created: products.length - updated,
    updated,
    unchanged: batch.length - products.length,
    rejections: [],
  };
}

/** Products that a feed brought and something else changed: the feed's file is read next time even if it is the same. */
async function forgetFiles(
  db: TenantTransaction,
  projectId: string,
  products: readonly Product[],
  feedId: string | null,
): Promise<void> {
  await db.$executeRaw`
    UPDATE product_feed SET etag = NULL, last_modified = NULL, content_hash = NULL
     WHERE project_id = ${projectId} AND id <> ${feedId ?? ""}
       AND id IN (SELECT feed_id FROM product WHERE project_id = ${projectId} AND id = ANY (${products.map(({ id }) => id)}::text[]))`;
}

type Product = ImportedProduct & { id: string; contentHash: string };

async function writeRows(
  db: TenantTransaction,
  projectId: string,
  products: readonly Product[],
): Promise<void> {
  const payload = JSON.stringify(
    products.map(({ variants, images, ...product }) => ({
      ...product,
      priceMin: Math.min(...variants.map(({ price }) => price)),
      priceMax: Math.max(...variants.map(({ price }) => price)),
      isAvailable: variants.some((variant) => variant.isAvailable),
      imageUrl: images[0]?.url ?? null,
      searchText: [
        product.title,
        product.vendor,
        product.productType,
        ...product.tags,
        ...variants.flatMap(({ options }) => Object.entries(options).flat()),
      ].join(" "),
    })),
  );
  await db.$executeRaw`
    INSERT INTO product AS p (project_id, id, handle, title, description, vendor, product_type, tags, is_published,
                              price_min, price_max, currency, is_available, image_url, url, content_hash, search_text)
    SELECT ${projectId}, r.id, r.handle, r.title, r.description, r.vendor, r."productType",
           ARRAY(SELECT jsonb_array_elements_text(r.tags)), r."isPublished", r."priceMin", r."priceMax", r.currency,
           r."isAvailable", r."imageUrl", r.url, r."contentHash", lower(plain_text(r."searchText"))
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, handle text, title text, description text, vendor text,
           "productType" text, tags jsonb, "isPublished" boolean, "priceMin" int, "priceMax" int, currency text,
           "isAvailable" boolean, "imageUrl" text, url text, "contentHash" text, "searchText" text)
    ON CONFLICT (project_id, handle) DO UPDATE SET
      title = excluded.title, description = excluded.description, vendor = excluded.vendor,
      product_type = excluded.product_type, tags = excluded.tags, is_published = excluded.is_published,
      price_min = excluded.price_min, price_max = excluded.price_max, currency = excluded.currency,
      is_available = excluded.is_available, image_url = excluded.image_url, url = excluded.url, content_hash = excluded.content_hash,
      search_text = excluded.search_text, updated_at = now()`;
}

/** By position, so that a variant that stays keeps its id. */
async function writeVariants(
  db: TenantTransaction,
  projectId: string,
  products: readonly Product[],
): Promise<void> {
  const payload = JSON.stringify(
    products.flatMap(({ id, variants }) =>
      variants.map((variant, index) => ({
        ...variant,
        id: newId("variant"),
        productId: id,
        position: index + 1,
      })),
    ),
  );
  await db.$executeRaw`
    INSERT INTO product_variant (project_id, id, product_id, position, title, sku, barcode, options, price,
                                 compare_at_price, inventory_quantity, is_available, image_url, weight_grams)
    SELECT ${projectId}, r.id, r."productId", r.position, r.title, r.sku, r.barcode, r.options, r.price,
           r."compareAtPrice", r."inventoryQuantity", r."isAvailable", r."imageUrl", r."weightGrams"
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "productId" text, position int, title text, sku text,
           barcode text, options jsonb, price int, "compareAtPrice" int, "inventoryQuantity" int, "isAvailable" boolean,
           "imageUrl" text, "weightGrams" int)
    ON CONFLICT (project_id, product_id, position) DO UPDATE SET
      title = excluded.title, sku = excluded.sku, barcode = excluded.barcode, options = excluded.options,
      price = excluded.price, compare_at_price = excluded.compare_at_price,
      inventory_quantity = excluded.inventory_quantity, is_available = excluded.is_available,
      image_url = excluded.image_url, weight_grams = excluded.weight_grams`;
  const kept = JSON.stringify(products.map(({ id, variants }) => ({ id, count: variants.length })));
  await db.$executeRaw`
    DELETE FROM product_variant v USING jsonb_to_recordset(${kept}::jsonb) AS r(id text, count int)
     WHERE v.project_id = ${projectId} AND v.product_id = r.id AND v.position > r.count`;
}

async function writeImages(
  db: TenantTransaction,
  projectId: string,
  products: readonly Product[],
): Promise<void> {
  const payload = JSON.stringify(
    products.flatMap(({ id, images }) =>
      images.map((image, index) => ({ ...image, id: newId("image"), productId: id, position: index + 1 })),
    ),
  );
  await db.$executeRaw`
    INSERT INTO product_image (project_id, id, product_id, position, url, alt)
    SELECT ${projectId}, r.id, r."productId", r.position, r.url, r.alt
      FROM jsonb_to_recordset(${payload}::jsonb) AS r(id text, "productId" text, position int, url text, alt text)
    ON CONFLICT (project_id, product_id, position) DO UPDATE SET url = excluded.url, alt = excluded.alt`;
  const kept = JSON.stringify(products.map(({ id, images }) => ({ id, count: images.length })));
  await db.$executeRaw`
    DELETE FROM product_image i USING jsonb_to_recordset(${kept}::jsonb) AS r(id text, count int)
     WHERE i.project_id = ${projectId} AND i.product_id = r.id AND i.position > r.count`;
}
