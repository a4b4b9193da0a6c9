"use client";

import { FeedState } from "@/components/feeds/feed-state";
import { fetchFeeds, POLL_MS } from "@/components/feeds/fetch-feeds";
import { intervalLabel } from "@/components/feeds/intervals";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { Followed } from "@/components/live/followed";
import { routes } from "@/components/shell/routes";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { FeedList } from "@/lib/feeds/schema";

export interface FeedTableProps {
  projectId: string;
  /** As the server rendered them. */
  feeds: FeedList;
}

/** The feeds of a project, followed while one is being read. */
export function FeedTable({ projectId, feeds }: FeedTableProps) {
  return (
    <Followed
      name={`feeds of ${projectId}`}
      rendered={feeds}
      read={() => fetchFeeds(projectId)}
      everyMs={POLL_MS}
      isMoving={({ items }) => items.some((feed) => feed.is_syncing)}
    >
      {({ items }) => <Feeds projectId={projectId} feeds={items} />}
    </Followed>
  );
}

function Feeds({ projectId, feeds }: { projectId: string; feeds: FeedList["items"] }) {
  return (
    <Table label="Feeds" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Feed</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Read</TableHead>
          <TableHead numeric>Products</TableHead>
          <TableHead numeric>Last read</TableHead>
          <TableHead numeric>Next</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {feeds.map((feed) => (
          <TableRow key={feed.id}>
            <TableCell>
              <div className="grid min-w-0">
                <RowLink href={routes.project(projectId).feed(feed.id)} className="break-words">
                  {feed.name}
                </RowLink>
                <span className="break-all text-muted-foreground text-xs">{feed.url}</span>
              </div>
            </TableCell>
            <TableCell label="State">
              <FeedState feed={feed} />
            </TableCell>
            <TableCell label="Read">{intervalLabel(feed.interval_hours)}</TableCell>
            <TableCell label="Products" numeric>
              {formatCount(feed.products)}
            </TableCell>
            <TableCell label="Last read" numeric className="text-muted-foreground">
              {feed.last_run_at ? <Moment at={feed.last_run_at} /> : "Never"}
            </TableCell>
            <TableCell label="Next" numeric className="text-muted-foreground">
              {feed.next_run_at ? <Moment at={feed.next_run_at} as="full" /> : "–"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
