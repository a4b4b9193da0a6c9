import type { Metadata } from "next";
import Link from "next/link";
import { formatBytes } from "@/components/format/bytes";
import { Moment } from "@/components/format/moment";
import { ImportReport } from "@/components/imports/import-report";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getImport } from "@/lib/imports/get";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Import" };

export default async function ImportRunPage({ params }: PageProps<"/p/[projectId]/import/[importId]">) {
  const { projectId, importId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const pages = routes.project(projectId);
  if (!caller.permissions.has("history:import")) {
    return <Alert>Only owners and admins of the organisation can import.</Alert>;
  }
  const run = await forPage(getImport(caller, { import_id: importId }));
  const target = run.kind === "products" ? pages.products : pages.conversations;
  return (
    <>
      <PageHeader
        title={<span className="break-all">{run.file_name}</span>}
        description={
          <>
            {run.kind === "products" ? "Products" : "Conversations"}, {formatBytes(run.file_bytes)}, sent{" "}
            <Moment at={run.created_at} as="full" />
          </>
        }
        breadcrumb={
          run.feed_id === null
            ? [{ label: "Import", href: pages.import }, { label: run.file_name }]
            : [
                { label: "Feeds", href: pages.feeds },
                { label: run.file_name, href: pages.feed(run.feed_id) },
                { label: "Report" },
              ]
        }
        actions={
          <>
            <Button variant="outline" asChild>
              {run.feed_id === null ? (
                <Link href={pages.import}>Import another file</Link>
              ) : (
                <Link href={pages.feed(run.feed_id)}>Back to the feed</Link>
              )}
            </Button>
            <Button asChild>
              <Link href={target}>Show {run.kind}</Link>
            </Button>
          </>
        }
      />
      <ImportReport projectId={projectId} run={run} />
    </>
  );
}
