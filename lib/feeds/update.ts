import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { duplicateFeed } from "./create";
import { queueSync } from "./queue";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedView, UpdateFeedInput } from "./schema";

/**
 * Changes a feed's name, address or schedule. Another address is read at once.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 * @throws ConflictError `duplicate_feed`: the address is another feed's
 */
export async function updateFeed(caller: Caller, input: UpdateFeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  await prepareQueues();
  return change(owner, {}, async (db) => {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`feeds:${found.projectId}`}, 0))`;
    const isMoved = input.url !== undefined && input.url !== found.url;
    if (isMoved) {
      const taken = await db.productFeed.count({ where: { url: input.url, id: { not: found.id } } });
      if (taken > 0) throw duplicateFeed();
    }
    const hours = input.interval_hours;
    await db.productFeed.updateMany({
      where: { id: found.id },
      data: {
        ...(input.name !== undefined && { name: input.name }),
        ...(hours !== undefined && { intervalHours: hours }),
        ...(isMoved && { url: input.url }),
        ...(isMoved && { etag: null, lastModified: null, contentHash: null, lastError: null }),
        ...(hours !== undefined &&
          hours !== found.intervalHours && { nextRunAt: new Date(Date.now() + hours * 3_600_000) }),
      },
    });
    if (isMoved) await queueSync(db, found.projectId, found.id);
    await recordAudit(db, owner, {
      action: "feed.update",
      targetKind: "feed",
      targetId: found.id,
      details: { name: input.name ?? found.name },
    });
    const [view] = await toFeedViews(db, [await requireFeed(db, found.id)]);
    return view as FeedView;
  });
}
