import "server-only";
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { realFile } from "@/scripts/real-file";

/** A product to store; a variant without a title has no options. */
export interface SampleProduct {
  title: string;
  description?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
  isAvailable?: boolean;
  isPublished?: boolean;
  variants?: { size?: string; sku?: string; barcode?: string; price: number; isAvailable?: boolean }[];
}

/** Stores products with the search line an import writes; returns their ids. */
export async function storeProducts(projectId: string, samples: readonly SampleProduct[]): Promise<string[]> {
  const rows = samples.map((sample) => ({
    sample,
    id: newId("product"),
    variants: sample.variants ?? [{ price: 1000 }],
  }));
  await prisma.product.createMany({
    data: rows.map(({ sample, id, variants }) => ({
      projectId,
      id,
      handle: id,
      title: sample.title,
      description: sample.description ?? "",
      vendor: sample.vendor ?? "",
      productType: sample.productType ?? "",
      tags: sample.tags ?? [],
      isAvailable: sample.isAvailable ?? true,
      isPublished: sample.isPublished ?? true,
      priceMin: Math.min(...variants.map(({ price }) => price)),
      priceMax: Math.max(...variants.map(({ price }) => price)),
      currency: "USD",
      contentHash: id,
      searchText: [
        sample.title,
        sample.vendor,
        sample.productType,
        ...(sample.tags ?? []),
        ...variants.map(({ size }) => size),
      ]
        .filter(Boolean)
        .join(" ")
        .normalize("NFKD")
        .replace(/\p{Mn}/gu, "")
        .toLowerCase(),
    })),
  });
  await prisma.productVariant.createMany({
    data: rows.flatMap(({ id, variants }) =>
      variants.map((variant, position) => ({
        projectId,
        id: newId("variant"),
        productId: id,
        position,
        title: variant.size ?? "Default",
        options: variant.size ? { Size: variant.size } : {},
        price: variant.price,
        sku: variant.sku ?? "",
        barcode: variant.barcode ?? "",
        isAvailable: variant.isAvailable ?? true,
      })),
    ),
  });
  return rows.map(({ id }) => id);
}

/** The products of one of the real shop files, without their variants' sizes. */
export function realProducts(name: "products-apparel.csv" | "products-home-and-garden.csv"): SampleProduct[] {
  const rows = parse(readFileSync(realFile(name)), { columns: true, bom: true }) as Record<string, string>[];
  return rows
    .filter((row) => row.Title)
    .map((row) => ({
      title: row.Title ?? "",
      description: (row["Body (HTML)"] ?? "").replace(/<[^>]*>/g, ""),
      vendor: row.Vendor,
      productType: row.Type,
      tags: (row.Tags ?? "").split(", ").filter(Boolean),
      variants: [{ price: Math.round(Number(row["Variant Price"]) * 100) }],
    }));
}
