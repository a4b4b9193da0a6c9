import "server-only";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { createFeedImport } from "@/lib/imports/create-for-feed";
import { failFeedRun } from "@/lib/imports/feed-products";
import { failImport } from "@/lib/imports/run";
import { isWaitedFor, prepareQueues } from "@/lib/jobs/enqueue";
import { importJob } from "@/lib/jobs/import.job";
import { FeedError, type FetchedFeed, fetchFeed } from "./fetch-feed";

/** What came of a look at a feed: its file is being imported, was the same, could not be had, or is still being read. */
export type SyncResult = "imported" | "unchanged" | "failed" | "busy";

/**
 * Looks at a feed: fetches its file and, unless it is the one that was read before, queues its import. What can't be had
 * is kept in words with the feed, and its products stay. Safe to run twice. The caller is narrowed to one project.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such feed in the caller's project
 */
export async function syncFeed(caller: Caller, feedId: string, signal?: AbortSignal): Promise<SyncResult> {
  requirePermission(caller, "history:import");
  const projectId = soleProject(caller);
  if (await isBeingRead(caller, feedId)) {
    await dbFor(caller).productFeed.updateMany({ where: { id: feedId }, data: { syncingSince: null } });
    return "busy";
  }
  const feed = await dbFor(caller).productFeed.findFirst({
    where: { id: feedId },
    select: { name: true, url: true, etag: true, lastModified: true, contentHash: true, intervalHours: true },
  });
  if (!feed) throw new NotFoundError("feed", feedId);
  await prepareQueues();
  let fetched: FetchedFeed;
  try {
    fetched = await fetchFeed(feed.url, feed, signal);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    const sentence = [error.message, error.nextStep].filter(Boolean).join(" ");
    await change(caller, {}, async (db) => {
      await postpone(db, feedId, feed.intervalHours);
      await failFeedRun(db, projectId, feedId, sentence);
    });
    return "failed";
  }
  const { bytes, ...validators } = fetched;
  return change(caller, {}, async (db) => {
    await postpone(db, feedId, feed.intervalHours);
    // The address may have been changed while its file was on the way.
    const { count } = await db.productFeed.updateMany({
      where: { id: feedId, url: feed.url },
      data: {
        ...validators,
        syncingSince: null,
        ...(bytes === null && { lastRunAt: new Date(), lastError: null }),
      },
    });
    if (count === 0) {
      await db.productFeed.updateMany({ where: { id: feedId }, data: { nextRunAt: new Date() } });
      return "busy";
    }
    if (bytes === null) return "unchanged";
    await createFeedImport(db, { projectId, feedId, name: feed.name }, bytes);
    return "imported";
  });
}

async function postpone(db: TenantTransaction, feedId: string, hours: number): Promise<void> {
  const nextRunAt = new Date(Date.now() + hours * 3_600_000);
  await db.productFeed.updateMany({ where: { id: feedId }, data: { nextRunAt } });
}

/** Whether a file of the feed is still being imported. One that no worker will go on with is ended. */
async function isBeingRead(caller: Caller, feedId: string): Promise<boolean> {
  const runs = await dbFor(caller).importRun.findMany({
    where: { feedId, status: { in: ["queued", "running"] } },
    select: { id: true },
  });
  for (const { id } of runs) {
    if (await isWaitedFor(importJob, id)) return true;
    await failImport(caller, id, "The import was lost before it ended. The feed is read again.");
  }
  return false;
}
