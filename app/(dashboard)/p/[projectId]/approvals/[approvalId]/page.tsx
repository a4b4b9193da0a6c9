import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { ApprovalStateBadge } from "@/components/approvals/approval-state-badge";
import { Moment } from "@/components/format/moment";
import { ChangeList } from "@/components/revisions/change-list";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getApproval } from "@/lib/approvals/get";
import type { ApprovalView } from "@/lib/approvals/schema";
import { callerForProject } from "@/lib/auth/session";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { withDiff } from "@/lib/revisions/diff";
import { forPage } from "@/lib/web/for-page";
import { Decision } from "./decision";

export const metadata: Metadata = { title: "Approval" };

export default async function ApprovalPage({ params }: PageProps<"/p/[projectId]/approvals/[approvalId]">) {
  const { projectId, approvalId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const approval = await forPage(getApproval(caller, { approval_id: approvalId }));
  const { changes, connection, state } = approval;
  const title = toolSummaries().find(({ name }) => name === approval.tool)?.title ?? approval.tool;
  const isWaiting = state === "waiting";
  return (
    <>
      <PageHeader
        title={title}
        description={`${connection.client_name} ${isWaiting ? "wants" : "wanted"} to change ${approval.chatbot ? `the chatbot ${approval.chatbot.name}` : "this"}, and its connection asks first.`}
        breadcrumb={[{ label: "Approvals", href: routes.project(projectId).approvals }, { label: title }]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          {!isWaiting && <Outcome approval={approval} />}
          <Card aria-labelledby="difference">
            <CardHeader>
              <CardTitle id="difference">{isWaiting ? "What would change" : "What was asked for"}</CardTitle>
              {isWaiting && changes.length > 0 && <CardDescription>Nothing has changed yet.</CardDescription>}
            </CardHeader>
            <CardContent>
              {changes.length > 0 ? (
                <ChangeList changes={withDiff(changes)} />
              ) : (
                <p className="text-muted-foreground text-sm">
                  Nothing any more: everything is already as {connection.client_name} wants it.
                </p>
              )}
            </CardContent>
            {isWaiting && (
              <div className="border-t px-4 py-3.5">
                <Decision
                  projectId={projectId}
                  approvalId={approval.id}
                  seen={approval.seen}
                  clientName={connection.client_name}
                />
              </div>
            )}
          </Card>
        </div>
        <Card aria-labelledby="facts">
          <CardHeader>
            <CardTitle id="facts">The request</CardTitle>
          </CardHeader>
          <CardContent>
            <Facts
              approval={approval}
              callHref={routes.organisation(caller.organisationId).mcpSession(approval.call_id)}
            />
          </CardContent>
        </Card>
      </div>
    </>
  );
}

function Facts({ approval, callHref }: { approval: ApprovalView; callHref: string }) {
  const { connection } = approval;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2.5 text-sm">
      <Fact name="State">
        <ApprovalStateBadge state={approval.state} />
      </Fact>
      <Fact name="Assistant">{connection.client_name}</Fact>
      <Fact name="Connection">{connection.label}</Fact>
      <Fact name="On behalf of">{approval.asked_for.name}</Fact>
      {approval.chatbot && (
        <Fact name="Chatbot">
          <Link
            href={routes.project(approval.project_id).chatbot(approval.chatbot.id)}
            className="text-link underline-offset-4 hover:underline"
          >
            {approval.chatbot.name}
          </Link>
        </Fact>
      )}
      <Fact name="Asked">
        <Moment at={approval.created_at} as="full" />
      </Fact>
      {approval.state === "waiting" && (
        <Fact name="Expires">
          <Moment at={approval.expires_at} as="full" />
        </Fact>
      )}
      {approval.decided_by && <Fact name="Decided by">{approval.decided_by.name}</Fact>}
      <Fact name="Tool">
        <Link
          href={callHref}
          className="break-all font-mono text-link text-xs underline-offset-4 hover:underline"
        >
          {approval.tool}
        </Link>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** How it ended, in words. */
function Outcome({ approval }: { approval: ApprovalView }) {
  const by = approval.decided_by?.name ?? "somebody who has left";
  const at = approval.decided_at && <Moment at={approval.decided_at} />;
  switch (approval.state) {
    case "done":
      return (
        <Alert variant="success" title="This change was made">
          Approved by {by}, {at}.
        </Alert>
      );
    case "failed":
      return (
        <Alert variant="destructive" title="This change was approved and failed">
          {approval.error?.message} {approval.error?.next_step}
        </Alert>
      );
    case "refused":
      return (
        <Alert title="This change was refused">
          By {by}, {at}.{approval.reason && ` “${approval.reason}”`}
        </Alert>
      );
    case "expired":
      return (
        <Alert variant="warning" title="This request has expired">
          Nobody decided within a day, so nothing was changed. The assistant can ask again.
        </Alert>
      );
    default:
      return (
        <Alert title="This change is being made">
          Approved by {by}, {at}. Look again in a moment.
        </Alert>
      );
  }
}
