import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { FeedProgress } from "@/components/feeds/feed-progress";
import { FeedState } from "@/components/feeds/feed-state";
import { intervalLabel } from "@/components/feeds/intervals";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { RunTable } from "@/components/imports/run-table";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getFeed } from "@/lib/feeds/get";
import { type FeedView, feedInput } from "@/lib/feeds/schema";
import { listImports } from "@/lib/imports/list";
import { forPage } from "@/lib/web/for-page";
import { ConfirmRemoval } from "./confirm-removal";
import { FeedActions } from "./feed-actions";

export const metadata: Metadata = { title: "Product feed" };

const SHOWN_RUNS = 20;

export default async function FeedPage({ params }: PageProps<"/p/[projectId]/products/feeds/[feedId]">) {
  const { projectId, feedId } = await params;
  const caller = await forPage(callerForProject(projectId));
  if (!caller.permissions.has("history:import")) {
    return <Alert>Only owners and admins of the organisation can manage feeds.</Alert>;
  }
  const input = feedInput.safeParse({ feed_id: feedId });
  if (!input.success) notFound();
  const [feed, runs] = await Promise.all([
    forPage(getFeed(caller, input.data)),
    listImports(caller, { feed_id: feedId, limit: SHOWN_RUNS }),
  ]);
  const pages = routes.project(projectId);
  return (
    <>
      <PageHeader
        title={<span className="break-words">{feed.name}</span>}
        description={<span className="break-all">{feed.url}</span>}
        breadcrumb={[
          { label: "Products", href: pages.products },
          { label: "Feeds", href: pages.feeds },
          { label: feed.name },
        ]}
        actions={<FeedActions projectId={projectId} feed={feed} />}
      />
      <div className="grid gap-4">
        <FeedProgress projectId={projectId} feed={feed} />
        <Problems projectId={projectId} feed={feed} />
        <Facts feed={feed} productsHref={addressWith(pages.products, { feed: feed.id })} />
        <Card aria-label="Reports">
          <CardHeader>
            <CardTitle>Reports</CardTitle>
            <CardDescription>Each time the file was different from the time before.</CardDescription>
          </CardHeader>
          {runs.items.length > 0 ? (
            <RunTable projectId={projectId} runs={runs.items} />
          ) : (
            <CardContent className="text-muted-foreground text-sm">The feed was not read yet.</CardContent>
          )}
        </Card>
      </div>
    </>
  );
}

function Problems({ projectId, feed }: { projectId: string; feed: FeedView }) {
  const withheld = feed.last_run?.withheld ?? 0;
  return (
    <>
      {feed.last_error && !feed.is_syncing && (
        <Alert variant="destructive" title="The feed could not be read">
          {feed.last_error} Your products stay as they are.{" "}
          {feed.next_run_at && (
            <>
              Next try: <Moment at={feed.next_run_at} as="full" />.
            </>
          )}
        </Alert>
      )}
      {withheld > 0 && !feed.is_syncing && (
        <Alert
          variant="warning"
          title={`${formatCount(withheld)} products are missing from the feed`}
          action={<ConfirmRemoval projectId={projectId} feedId={feed.id} count={withheld} />}
        >
          That is more than half of what it had, so nothing was hidden: the feed may be broken. If your shop
          really has so few products now, hide the missing ones.
        </Alert>
      )}
    </>
  );
}

function Facts({ feed, productsHref }: { feed: FeedView; productsHref: string }) {
  return (
    <Card aria-label="Summary">
      <CardContent>
        <dl className="grid grid-cols-2 gap-4 text-sm sm:grid-cols-5">
          <div>
            <dt className="text-muted-foreground">State</dt>
            <dd className="mt-1">
              <FeedState feed={feed} />
            </dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Products shown</dt>
            <dd className="mt-1">
              <Link href={productsHref} className="link">
                {formatCount(feed.products)}
              </Link>
            </dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Read</dt>
            <dd className="mt-1">{intervalLabel(feed.interval_hours)}</dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Last read</dt>
            <dd className="mt-1">{feed.last_run_at ? <Moment at={feed.last_run_at} /> : "Never"}</dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Next</dt>
            <dd className="mt-1">
              {feed.next_run_at ? <Moment at={feed.next_run_at} as="full" /> : "Paused"}
            </dd>
          </div>
        </dl>
      </CardContent>
    </Card>
  );
}
