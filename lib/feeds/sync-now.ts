import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { prepareQueues } from "@/lib/jobs/enqueue";
import { queueSync } from "./queue";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedInput, FeedView } from "./schema";

/**
 * Has a feed looked at now, paused or not. While it is being looked at already nothing is added.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 */
export async function syncFeedNow(caller: Caller, input: FeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const found = await requireFeed(dbFor(caller), input.feed_id);
  const owner = inProject(caller, found.projectId);
  await prepareQueues();
  return change(owner, {}, async (db) => {
    await queueSync(db, found.projectId, found.id);
    await recordAudit(db, owner, {
      action: "feed.sync",
      targetKind: "feed",
      targetId: found.id,
      details: { name: found.name },
    });
    const [view] = await toFeedViews(db, [await requireFeed(db, found.id)]);
    return view as FeedView;
  });
}
