import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Products of one transaction that hides: each has its entries in the search indexes made anew, about one a millisecond. */
export const HIDDEN_AT_ONCE = 1_000;

/**
 * Takes products of a project out of the shop: they stay, are found by no answer, and the next import that has one shows
 * it again. Tells how many were shown before.
 * @param ids at most HIDDEN_AT_ONCE
 */
export async function hideProducts(
  db: TenantTransaction,
  projectId: string,
  ids: readonly string[],
): Promise<number> {
  // Without its hash a product is written again when it comes back.
  return db.$executeRaw`
    UPDATE product SET is_published = false, content_hash = '', updated_at = now()
     WHERE project_id = ${projectId} AND id = ANY (${[...ids]}::text[]) AND is_published`;
}
