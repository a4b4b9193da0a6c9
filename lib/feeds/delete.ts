import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { sourcesChanged } from "@/lib/knowledge/sources-changed";
import { hideProducts } from "@/lib/products/hide";
import { requireFeed } from "./rows";
import type { DeleteFeedInput } from "./schema";

/**
 * Removes a feed with the reports of its runs. Its products stay as if they had been imported by hand, or are hidden.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 */
export async function deleteFeed(caller: Caller, input: DeleteFeedInput): Promise<{ id: string }> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  const { projectId, id } = found;
  await prepareQueues();
  return change(owner, {}, async (db) => {
    // A run under way ends at its next batch.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${projectId}`}, 0))`;
    await db.productFeed.deleteMany({ where: { id } });
    const products = await db.product.findMany({ where: { feedId: id }, select: { id: true } });
    const ids = products.map((product) => product.id);
    const hidden = input.products === "hide" ? await hideProducts(db, projectId, ids) : 0;
    await db.$executeRaw`UPDATE product SET feed_id = NULL WHERE project_id = ${projectId} AND feed_id = ${id}`;
    await recordAudit(db, owner, {
      action: "feed.delete",
      targetKind: "feed",
      targetId: id,
      details: { name: found.name, products: input.products },
    });
    if (hidden > 0) await sourcesChanged(db, projectId);
    return { id };
  });
}
