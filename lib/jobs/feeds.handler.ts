import "server-only";
import { takeDueFeeds } from "@/lib/db/due-feeds";
import { enqueueNow } from "./enqueue";
import { feedJob } from "./feed.job";

/** Queues a job for each feed whose time has come; one that is queued or looked at already stays alone. */
export async function handleFeeds({ signal }: { signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    const feeds = await takeDueFeeds();
    if (feeds.length === 0) return;
    for (const feed of feeds) await enqueueNow(feedJob, feed, { key: feed.feedId });
  }
}
