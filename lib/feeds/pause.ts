import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedView, PauseFeedInput } from "./schema";

/**
 * Takes a feed off its schedule or puts it back, in which case it is looked at within a minute. Its products stay.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 */
export async function pauseFeed(caller: Caller, input: PauseFeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  return change(owner, {}, async (db) => {
    const { count } = await db.productFeed.updateMany({
      where: { id: found.id, isActive: !input.is_active },
      data: { isActive: input.is_active, ...(input.is_active && { nextRunAt: new Date() }) },
    });
    if (count > 0) {
      await recordAudit(db, owner, {
        action: input.is_active ? "feed.resume" : "feed.pause",
        targetKind: "feed",
        targetId: found.id,
        details: { name: found.name },
      });
    }
    const [view] = await toFeedViews(db, [await requireFeed(db, found.id)]);
    return view as FeedView;
  });
}
