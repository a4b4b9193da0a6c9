import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForOrganisation, callerForProject } from "@/lib/auth/session";
import { getConnectionDetail } from "@/lib/connections/detail";
import { type ConnectionDetail, getConnectionInput, type ToolUse } from "@/lib/connections/schema";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { listProjectSummaries } from "@/lib/projects/list-summaries";
import { forPage } from "@/lib/web/for-page";
import { ConnectionMenu } from "../connection-menu";
import { ConnectionBadges, ENDED_WORDS } from "../connection-state";
import { RevokeConnectionButton } from "../revoke-connection-button";
import { NarrowForm } from "./narrow-form";

export const metadata: Metadata = { title: "Connection" };

export default async function ConnectionPage({
  params,
}: PageProps<"/p/[projectId]/integrations/mcp/[connectionId]">) {
  const { projectId, connectionId } = await params;
  const { organisationId } = await forPage(callerForProject(projectId));
  // A connection is the organisation's, and may be narrowed to any of its projects.
  const caller = await forPage(callerForOrganisation(organisationId));
  const connection = await forPage(
    getConnectionDetail(caller, getConnectionInput.parse({ connection_id: connectionId.slice(0, 64) })),
  );
  const projects = connection.project === null ? await listProjectSummaries(caller) : [];
  const stands = ["active", "paused", "blocked"].includes(connection.status);
  const pages = routes.project(projectId);
  return (
    <>
      <PageHeader
        title={connection.label}
        breadcrumb={[
          { label: "Integrations", href: pages.integrations },
          { label: "Model Context Protocol", href: pages.mcp },
          { label: connection.label },
        ]}
        actions={
          stands && (
            <>
              <ConnectionMenu organisationId={organisationId} connection={connection} />
              <RevokeConnectionButton
                organisationId={organisationId}
                connectionId={connection.id}
                label={connection.label}
                clientName={connection.client_name}
              />
            </>
          )
        }
      />
      <div className="grid gap-4">
        <StateNote connection={connection} />
        <Card aria-labelledby="may-do">
          <CardHeader>
            <CardTitle id="may-do">What it may do</CardTitle>
            <CardDescription>
              {stands
                ? "You can take something away here, which counts at its next request. To let it do more, connect the app again."
                : "As it was when it ended."}
            </CardDescription>
          </CardHeader>
          <CardContent>
            <NarrowForm
              key={JSON.stringify([connection.access, connection.permissions, connection.project])}
              organisationId={organisationId}
              connection={connection}
              isOver={!stands}
              tier={caller.tier}
              projects={projects.map(({ id, name }) => ({ id, name }))}
              tools={toolSummaries()}
            />
          </CardContent>
        </Card>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card aria-labelledby="facts">
            <CardHeader>
              <CardTitle id="facts">About this connection</CardTitle>
            </CardHeader>
            <CardContent>
              <Facts connection={connection} />
            </CardContent>
          </Card>
          <Usage
            tools={connection.used_tools}
            href={addressWith(routes.organisation(organisationId).mcpSessions, { connection: connection.id })}
          />
        </div>
      </div>
    </>
  );
}

function StateNote({ connection }: { connection: ConnectionDetail }) {
  const { status, client_name: client } = connection;
  if (status === "paused") {
    return (
      <Alert variant="warning" title="This connection is paused">
        {client} gets nothing until somebody resumes it. It keeps its sign-in.
      </Alert>
    );
  }
  if (status === "blocked") {
    return (
      <Alert variant="warning" title="Blocked by the organisation's policy">
        {client} is not among the apps that may connect. An owner or admin changes that under Settings,
        Organisation; then this connection goes on.
      </Alert>
    );
  }
  if (status !== "active") {
    return (
      <Alert title={`This connection has ended: ${ENDED_WORDS[status].toLowerCase()}`}>
        To use {client} again, connect it anew.
      </Alert>
    );
  }
  if (connection.access === "full" && connection.only_reads) {
    return (
      <Alert title="It only reads">
        It was approved with changes, and whoever approved it may let an assistant read only by now.
      </Alert>
    );
  }
  return null;
}

function Facts({ connection }: { connection: ConnectionDetail }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2.5 text-sm">
      <Fact name="App">
        <span className="flex flex-wrap items-center gap-1.5">
          {connection.client_name}
          <Badge variant={connection.is_verified ? "success" : "warning"}>
            {connection.is_verified ? "Verified" : "Unverified"}
          </Badge>
          <ConnectionBadges connection={connection} />
        </span>
      </Fact>
      <Fact name="App's id">
        <code className="break-all font-mono text-xs">{connection.client_id}</code>
      </Fact>
      <Fact name="Approved by">
        {connection.approved_by.name} ({connection.approved_by.email})
      </Fact>
      <Fact name="Sent to">
        <code className="break-all font-mono text-xs">{connection.redirect_host}</code>
        {connection.is_loopback && " (an app on the approver's computer)"}
      </Fact>
      <Fact name="Connection URL">
        <code className="break-all font-mono text-xs">{connection.resource}</code>
      </Fact>
      <Fact name="Created">
        <Moment at={connection.created_at} as="full" />
      </Fact>
      <Fact name="Last used">
        {connection.last_used_at ? <Moment at={connection.last_used_at} as="full" /> : "Never"}
      </Fact>
      <Fact name="Ends">
        {connection.expires_at ? <Moment at={connection.expires_at} as="full" /> : "When somebody ends it"}
      </Fact>
      {connection.ended_at && (
        <Fact name="Ended">
          <Moment at={connection.ended_at} as="full" />
        </Fact>
      )}
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

function Usage({ tools, href }: { tools: readonly ToolUse[]; href: string }) {
  return (
    <Card aria-labelledby="usage">
      <CardHeader>
        <CardTitle id="usage">Used in the last 7 days</CardTitle>
        <CardDescription>
          <Link href={href} className="link">
            Every call of this connection
          </Link>
        </CardDescription>
      </CardHeader>
      {tools.length === 0 ? (
        <p className="px-4 pb-4 text-muted-foreground text-sm">
          Nothing yet. Ask the assistant something about your business, and it shows here.
        </p>
      ) : (
        <Table label="Used tools" phone="cards">
          <TableHeader>
            <TableRow>
              <TableHead>Tool</TableHead>
              <TableHead numeric>Calls</TableHead>
              <TableHead numeric>Errors</TableHead>
              <TableHead numeric>Refused</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {tools.map(({ tool, calls, errors, refused }) => (
              <TableRow key={tool}>
                <TableCell className="break-all font-mono text-xs">{tool}</TableCell>
                <TableCell label="Calls" numeric>
                  {formatCount(calls)}
                </TableCell>
                <TableCell label="Errors" numeric>
                  {formatCount(errors)}
                </TableCell>
                <TableCell label="Refused" numeric>
                  {formatCount(refused)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
