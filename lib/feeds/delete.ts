import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { lockImports } from "@/lib/imports/lock";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { sourcesChanged } from "@/lib/knowledge/sources-changed";
import { HIDDEN_AT_ONCE } from "@/lib/products/hide";
import { requireFeed } from "./rows";
import type { DeleteFeedInput } from "./schema";

/**
 * Removes a feed with the reports of its runs. Its products stay as if they had been imported by hand, or are hidden;
 * many little by little: when it is interrupted, the feed is still there, paused, and can be removed again.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 */
export async function deleteFeed(caller: Caller, input: DeleteFeedInput): Promise<{ id: string }> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  const { projectId, id } = found;
  const isHiding = input.products === "hide";
  await prepareQueues();
  await change(owner, {}, (db) => stopReading(db, projectId, id));
  while ((await change(owner, {}, (db) => releaseSome(db, projectId, id, isHiding))) > 0);
  return change(owner, {}, async (db) => {
    const { count } = await db.productFeed.deleteMany({ where: { id } });
    if (count === 0) throw new NotFoundError("feed", id);
    await recordAudit(db, owner, {
      action: "feed.delete",
      targetKind: "feed",
      targetId: id,
      details: { name: found.name, products: input.products },
    });
    if (isHiding) await sourcesChanged(db, projectId);
    return { id };
  });
}

/** A run under way ends at its next batch, and none begins by itself. */
async function stopReading(db: TenantTransaction, projectId: string, feedId: string): Promise<void> {
  await lockImports(db, projectId);
  await db.productFeed.updateMany({ where: { id: feedId }, data: { isActive: false, nextRunAt: null } });
  await db.importRun.updateMany({
    where: { feedId, status: { in: ["queued", "running"] } },
    data: { status: "failed", error: "The feed is being removed.", finishedAt: new Date(), file: null },
  });
}

/** Lets go of some of the feed's products; tells how many, none in the end. */
function releaseSome(
  db: TenantTransaction,
  projectId: string,
  feedId: string,
  isHiding: boolean,
): Promise<number> {
  // As `hideProducts`, in one statement: each makes all entries in the search indexes anew.
  return db.$executeRaw`
    UPDATE product
       SET feed_id = NULL, is_published = is_published AND NOT ${isHiding},
           content_hash = CASE WHEN is_published AND ${isHiding} THEN '' ELSE content_hash END,
           updated_at = CASE WHEN is_published AND ${isHiding} THEN now() ELSE updated_at END
     WHERE project_id = ${projectId}
       AND id IN (SELECT id FROM product WHERE project_id = ${projectId} AND feed_id = ${feedId}
                   ORDER BY id LIMIT ${HIDDEN_AT_ONCE}::int)`;
}
