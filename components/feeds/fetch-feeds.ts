import type { FeedList, FeedView } from "@/lib/feeds/schema";

/** Time between two looks at a feed that is being read, in milliseconds. */
export const POLL_MS = 1_500;

export async function fetchFeeds(projectId: string): Promise<FeedList> {
  return read(`/api/projects/${encodeURIComponent(projectId)}/feeds`);
}

export async function fetchFeed(projectId: string, feedId: string): Promise<FeedView> {
  return read(`/api/projects/${encodeURIComponent(projectId)}/feeds/${encodeURIComponent(feedId)}`);
}

async function read<View>(address: string): Promise<View> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
