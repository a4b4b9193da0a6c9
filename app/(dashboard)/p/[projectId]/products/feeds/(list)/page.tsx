import { Rss } from "lucide-react";
import type { Metadata } from "next";
import { FeedTable } from "@/components/feeds/feed-table";
import { ProductTabs } from "@/components/products/product-tabs";
import { HEADINGS } from "@/components/shell/headings";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { listFeeds } from "@/lib/feeds/list";
import { forPage } from "@/lib/web/for-page";
import { AddFeed } from "./add-feed";

export const metadata: Metadata = { title: HEADINGS.feeds.title };

export default async function FeedsPage({ params }: PageProps<"/p/[projectId]/products/feeds">) {
  const { projectId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const mayManage = caller.permissions.has("history:import");
  const feeds = mayManage ? await listFeeds(caller) : { items: [] };
  return (
    <>
      <PageHeader
        {...HEADINGS.feeds}
        actions={mayManage && feeds.items.length > 0 && <AddFeed projectId={projectId} />}
      />
      <ProductTabs projectId={projectId} current="feeds" />
      {!mayManage ? (
        <Alert>Only owners and admins of the organisation can manage feeds.</Alert>
      ) : (
        <Card aria-label="Feeds">
          {feeds.items.length > 0 ? (
            <FeedTable projectId={projectId} feeds={feeds} />
          ) : (
            <EmptyState icon={Rss} title="No feed yet" action={<AddFeed projectId={projectId} />}>
              Most shop systems make a feed for Google Merchant Center. Give its address here, and products,
              prices and availability follow your shop by themselves.
            </EmptyState>
          )}
        </Card>
      )}
    </>
  );
}
