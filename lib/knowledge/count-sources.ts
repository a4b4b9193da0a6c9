import "server-only";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";

/** How many sources of each kind a retraining indexes. */
export interface SourceCounts {
  products: number;
  documents: number;
  customTexts: number;
}

/** The sources of a project: products that customers can see in the shop, documents and custom content. */
export async function countSources(
  db: TenantClient | TenantTransaction,
  projectId: string,
): Promise<SourceCounts> {
  const products = await db.product.count({ where: { projectId, isPublished: true } });
  const documents = await db.knowledgeSource.count({ where: { projectId, kind: "document" } });
  const customTexts = await db.knowledgeSource.count({ where: { projectId, kind: "custom" } });
  return { products, documents, customTexts };
}

export function totalOf({ products, documents, customTexts }: SourceCounts): number {
  return products + documents + customTexts;
}
