import { ClipboardCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ApprovalTable } from "@/components/approvals/approval-table";
import { ExportLink } from "@/components/lists/export-link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listApprovals } from "@/lib/approvals/list";
import { listApprovalsInput } from "@/lib/approvals/schema";
import { callerForProject } from "@/lib/auth/session";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.approvals.title };

/** More than a person decides on at a sitting; the rest follows as these are decided. */
const WAITING_SHOWN = 100;

export default async function ApprovalsPage({ params, searchParams }: PageProps<"/p/[projectId]/approvals">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const pages = routes.project(projectId);
  const [waiting, decided] = await Promise.all([
    listApprovals(caller, { state: "waiting", limit: WAITING_SHOWN }),
    filtered(
      caller,
      listApprovalsInput,
      { state: "decided", cursor: queryText(query, "cursor") },
      listApprovals,
    ),
  ]);
  const titles = new Map(toolSummaries().map(({ name, title }) => [name, title]));
  const around = decided.ok ? pageAddresses(pages.approvals, {}, query, decided.data.next_cursor) : null;
  return (
    <>
      <PageHeader
        {...HEADINGS.approvals}
        actions={<ExportLink path={`projects/${projectId}/approvals.csv`} />}
      />
      <div className="grid gap-4">
        <Card aria-labelledby="waiting">
          <CardHeader>
            <CardTitle id="waiting">Waiting for you</CardTitle>
            {waiting.items.length > 0 && (
              <CardDescription>
                Nothing changes until you approve. What nobody decides on within a day expires.
                {waiting.next_cursor !== null && ` The newest ${WAITING_SHOWN} are shown.`}
              </CardDescription>
            )}
          </CardHeader>
          {waiting.items.length > 0 ? (
            <ApprovalTable
              label="Waiting for you"
              projectId={projectId}
              approvals={waiting.items}
              titles={titles}
              isWaiting
            />
          ) : (
            <EmptyState
              icon={ClipboardCheck}
              title="Nothing waits for you"
              className="py-10"
              action={
                <Button variant="outline" asChild>
                  <Link href={pages.mcp}>Manage connections</Link>
                </Button>
              }
            >
              Turn on “Ask me before changes” for a connection, and what its assistant wants to change appears
              here first.
            </EmptyState>
          )}
        </Card>
        {decided.ok && decided.data.items.length === 0 && !queryText(query, "cursor") ? null : (
          <Card aria-labelledby="decided">
            <CardHeader>
              <CardTitle id="decided">Decided</CardTitle>
            </CardHeader>
            {decided.ok ? (
              <ApprovalTable
                label="Decided"
                projectId={projectId}
                approvals={decided.data.items}
                titles={titles}
                isWaiting={false}
              />
            ) : (
              <CardContent>
                <FilterProblem error={decided.error} clearHref={pages.approvals} />
              </CardContent>
            )}
            {(around?.previousHref || around?.nextHref) && (
              <div className="border-t px-4 py-2.5">
                <Pagination {...around} />
              </div>
            )}
          </Card>
        )}
      </div>
    </>
  );
}
