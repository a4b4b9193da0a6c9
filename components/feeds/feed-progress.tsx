"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { formatCount } from "@/components/charts/chart-data";
import { FeedState } from "@/components/feeds/feed-state";
import { fetchFeed, POLL_MS } from "@/components/feeds/fetch-feeds";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent } from "@/components/ui/card";
import { ProgressRow } from "@/components/ui/progress-row";
import type { FeedView } from "@/lib/feeds/schema";

export interface FeedProgressProps {
  projectId: string;
  /** As the server rendered it. */
  feed: FeedView;
}

/** How far the reading of a feed is; the page is read anew when it ends. */
export function FeedProgress({ projectId, feed: rendered }: FeedProgressProps) {
  const router = useRouter();
  const { data: feed, isError } = useQuery({
    queryKey: ["feed", projectId, JSON.stringify(rendered)],
    queryFn: () => fetchFeed(projectId, rendered.id),
    initialData: rendered,
    refetchInterval: (query) => (query.state.data?.is_syncing ? POLL_MS : false),
  });
  const wasSyncing = useRef(rendered.is_syncing);
  useEffect(() => {
    if (wasSyncing.current && !feed.is_syncing) router.refresh();
    wasSyncing.current = feed.is_syncing;
  }, [feed.is_syncing, router]);
  if (!feed.is_syncing) return null;
  const run = feed.last_run?.status === "running" ? feed.last_run : null;
  return (
    <>
      <Card aria-label="Progress">
        <CardContent>
          <ProgressRow
            label={run ? "Reading products" : "Fetching the file"}
            value={run?.total ? (run.processed / run.total) * 100 : undefined}
            detail={
              run?.total
                ? `${formatCount(run.processed)} of ${formatCount(run.total)} products`
                : "This takes a moment"
            }
            action={<FeedState feed={feed} />}
          />
        </CardContent>
      </Card>
      {isError && (
        <Alert variant="warning">The progress can't be read at the moment. The reading itself goes on.</Alert>
      )}
    </>
  );
}
