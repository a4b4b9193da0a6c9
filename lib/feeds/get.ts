import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { requireFeed, toFeedViews } from "./rows";
import type { FeedInput, FeedView } from "./schema";

/**
 * One feed and how it goes.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in a project of the caller
 */
export async function getFeed(caller: Caller, input: FeedInput): Promise<FeedView> {
  requirePermission(caller, "history:import");
  const db = dbFor(caller);
  const [view] = await toFeedViews(db, [await requireFeed(db, input.feed_id)]);
  return view as FeedView;
}
