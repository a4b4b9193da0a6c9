import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { feedColumns, toFeedViews } from "./rows";
import type { FeedList } from "./schema";

/**
 * The feeds of the caller's projects by name.
 * @throws InsufficientPermissionError without `history:import`
 */
export async function listFeeds(caller: Caller): Promise<FeedList> {
  requirePermission(caller, "history:import");
  const db = dbFor(caller);
  const rows = await db.productFeed.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: feedColumns,
  });
  return { items: await toFeedViews(db, rows) };
}
