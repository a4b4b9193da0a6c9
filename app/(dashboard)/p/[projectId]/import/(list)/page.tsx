import type { Metadata } from "next";
import { FormatHelp } from "@/components/imports/format-help";
import { ImportHistory } from "@/components/imports/import-history";
import { UploadForm } from "@/components/imports/upload-form";
import { ExportLink } from "@/components/lists/export-link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import { listImports } from "@/lib/imports/list";
import { listImportsInput } from "@/lib/imports/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.import.title };

export default async function ImportPage({ params, searchParams }: PageProps<"/p/[projectId]/import">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const header = <PageHeader {...HEADINGS.import} />;
  if (!caller.permissions.has("history:import")) {
    return (
      <>
        {header}
        <Alert>Only owners and admins of the organisation can import.</Alert>
      </>
    );
  }
  const cursor = queryText(query, "cursor");
  const [chatbots, result] = await Promise.all([
    listChatbots(caller, { limit: 100 }),
    filtered(caller, listImportsInput, { cursor }, listImports),
  ]);
  const path = routes.project(projectId).import;
  const pages = result.ok ? pageAddresses(path, {}, query, result.data.next_cursor) : null;
  return (
    <>
      {header}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          <Card aria-label="Import a file">
            <CardHeader>
              <CardTitle>Import a file</CardTitle>
              <CardDescription>
                A file can be imported as often as you like: what is already there stays, what changed is
                updated.
              </CardDescription>
            </CardHeader>
            <CardContent>
              <UploadForm
                projectId={projectId}
                chatbots={chatbots.items.map(({ id, name }) => ({ id, name }))}
              />
            </CardContent>
          </Card>
          <Card aria-label="Imports">
            <CardHeader>
              <CardTitle>Imports</CardTitle>
              <CardAction>
                <ExportLink path={`projects/${projectId}/imports.csv`} />
              </CardAction>
            </CardHeader>
            {result.ok ? (
              <ImportHistory projectId={projectId} page={result.data} isNewest={!cursor} />
            ) : (
              <CardContent>
                <FilterProblem error={result.error} clearHref={path} />
              </CardContent>
            )}
            {(pages?.previousHref || pages?.nextHref) && (
              <div className="border-t px-4 py-2.5">
                <Pagination {...pages} />
              </div>
            )}
          </Card>
        </div>
        <Card aria-label="File formats">
          <CardHeader>
            <CardTitle>File formats</CardTitle>
          </CardHeader>
          <CardContent>
            <FormatHelp feedsHref={routes.project(projectId).feeds} />
          </CardContent>
        </Card>
      </div>
    </>
  );
}
