import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Rows of one statement; each has its entries in the search indexes made anew. */
const CHUNK = 2_000;

/**
 * Takes products of a project out of the shop: they stay, are found by no answer, and the next import that has one shows
 * it again. Tells how many were shown before.
 */
export async function hideProducts(
  db: TenantTransaction,
  projectId: string,
  ids: readonly string[],
): Promise<number> {
  let hidden = 0;
  for (let from = 0; from < ids.length; from += CHUNK) {
    // Without its hash a product is written again when it comes back.
    hidden += await db.$executeRaw`
      UPDATE product SET is_published = false, content_hash = '', updated_at = now()
       WHERE project_id = ${projectId} AND id = ANY (${ids.slice(from, from + CHUNK)}::text[]) AND is_published`;
  }
  return hidden;
}
