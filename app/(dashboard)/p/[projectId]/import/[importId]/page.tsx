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
        breadcrumb={[{ label: "Import", href: pages.import }, { label: run.file_name }]}
        actions={
          <>
            <Button variant="outline" asChild>
              <Link href={pages.import}>Import another file</Link>
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
