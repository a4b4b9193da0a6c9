import { readJson } from "@/components/live/read-json";
import type { FeedList, FeedView } from "@/lib/feeds/schema";

/** Time between two looks at a feed that is being read, in milliseconds. */
export const POLL_MS = 1_500;

export async function fetchFeeds(projectId: string): Promise<FeedList> {
  return readJson(`/api/projects/${encodeURIComponent(projectId)}/feeds`);
}

export async function fetchFeed(projectId: string, feedId: string): Promise<FeedView> {
  return readJson(`/api/projects/${encodeURIComponent(projectId)}/feeds/${encodeURIComponent(feedId)}`);
}
