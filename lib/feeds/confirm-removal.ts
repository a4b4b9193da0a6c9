import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { hideSomeMissing } from "@/lib/imports/feed-products";
import { lockImports } from "@/lib/imports/lock";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { sourcesChanged } from "@/lib/knowledge/sources-changed";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedInput, FeedView } from "./schema";

/**
 * Hides the products that the feed's last run missed and left alone because they were too many at once. Many are hidden
 * little by little: when it is interrupted, those that are left can be confirmed again.
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
  const confirmed = await change(owner, {}, async (db) => {
    const last = await lastRun(db, projectId, feedId);
    if (last?.status !== "succeeded" || last.withheld === 0) {
      throw new ConflictError("The feed's last run leaves no products to hide.", {
        nextStep: "Look at the feed again; it may have been read meanwhile.",
      });
    }
    await recordAudit(db, owner, {
      action: "feed.confirm_removal",
      targetKind: "feed",
      targetId: feedId,
      details: { name: found.name, products: last.withheld },
    });
    return last;
  });
  const run = { projectId, feedId, importId: confirmed.id };
  for (;;) {
    const isOver = await change(owner, {}, async (db) => {
      // The feed may be read again between two steps; then that run decides.
      if ((await lastRun(db, projectId, feedId))?.id !== confirmed.id) return true;
      const hidden = await hideSomeMissing(db, run);
      await db.$executeRaw`
        UPDATE import_run SET removed = removed + ${hidden}::int, withheld = greatest(0, withheld - ${hidden}::int)
         WHERE project_id = ${projectId} AND id = ${confirmed.id}`;
      if (hidden > 0) return false;
      await db.importRun.updateMany({ where: { id: confirmed.id }, data: { withheld: 0 } });
      await db.feedSighting.deleteMany({ where: { importId: confirmed.id } });
      return true;
    });
    if (isOver) break;
  }
  return change(owner, {}, async (db) => {
    const [view] = await toFeedViews(db, [await requireFeed(db, feedId)]);
    await sourcesChanged(db, projectId);
    return view as FeedView;
  });
}

/** A run that is about to begin or end waits, so that what it saw is not mixed up with what is confirmed. */
async function lastRun(db: TenantTransaction, projectId: string, feedId: string) {
  await lockImports(db, projectId);
  return db.importRun.findFirst({
    where: { feedId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, status: true, withheld: true },
  });
}
