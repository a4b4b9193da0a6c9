"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { FeedState } from "@/components/feeds/feed-state";
import { fetchFeed, POLL_MS } from "@/components/feeds/fetch-feeds";
import { formatCount } from "@/components/format/count";
import { Followed } from "@/components/live/followed";
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
  return (
    <Followed
      name={`feed ${rendered.id}`}
      rendered={rendered}
      read={() => fetchFeed(projectId, rendered.id)}
      everyMs={POLL_MS}
      isMoving={(feed) => feed.is_syncing}
    >
      {(feed, { isFailing }) => <Reading feed={feed} isFailing={isFailing} />}
    </Followed>
  );
}

function Reading({ feed, isFailing }: { feed: FeedView; isFailing: boolean }) {
  const router = useRouter();
  const wasSyncing = useRef(feed.is_syncing);
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
      {isFailing && (
        <Alert variant="warning">The progress can't be read at the moment. The reading itself goes on.</Alert>
      )}
    </>
  );
}
