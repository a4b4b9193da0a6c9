import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { hideMissing } from "@/lib/imports/feed-products";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { sourcesChanged } from "@/lib/knowledge/sources-changed";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedInput, FeedView } from "./schema";

/**
 * Hides the products that the feed's last run missed and left alone because they were too many at once.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 * @throws ConflictError the last run left nothing alone, or another one is under way
 */
export async function confirmRemoval(caller: Caller, input: FeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  const { projectId, id: feedId } = found;
  await prepareQueues();
  return change(owner, {}, async (db) => {
    // A run that is about to begin or end waits, so that what it saw is not mixed up with what is confirmed.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${projectId}`}, 0))`;
    const last = await db.importRun.findFirst({
      where: { feedId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      select: { id: true, status: true, withheld: true },
    });
    if (last?.status !== "succeeded" || last.withheld === 0) {
      throw new ConflictError("The feed's last run leaves no products to hide.", {
        nextStep: "Look at the feed again; it may have been read meanwhile.",
      });
    }
    const removed = await hideMissing(db, { projectId, feedId, importId: last.id });
    await db.importRun.updateMany({ where: { id: last.id }, data: { removed, withheld: 0 } });
    await db.feedSighting.deleteMany({ where: { importId: last.id } });
    await recordAudit(db, owner, {
      action: "feed.confirm_removal",
      targetKind: "feed",
      targetId: feedId,
      details: { name: found.name, products: removed },
    });
    const [view] = await toFeedViews(db, [await requireFeed(db, feedId)]);
    if (removed > 0) await sourcesChanged(db, projectId);
    return view as FeedView;
  });
}
