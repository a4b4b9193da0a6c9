import { Cable, Stethoscope } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { ExportLink } from "@/components/lists/export-link";
import { type PageQuery, pageAddresses, queryText } from "@/components/lists/list-address";
import {
  clientInstructions,
  isReachableFromInternet,
  KEY_PLACEHOLDER,
} from "@/components/mcp/client-instructions";
import { ConnectInstructions } from "@/components/mcp/connect-instructions";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Caller } from "@/lib/auth/caller";
import { DEFAULT_RESOURCE, resourceAt } from "@/lib/auth/resources";
import { callerForProject } from "@/lib/auth/session";
import { connectionGroups } from "@/lib/connections/groups";
import { listConnections } from "@/lib/connections/list";
import { type ListedConnection, listConnectionsInput } from "@/lib/connections/schema";
import { forPage } from "@/lib/web/for-page";
import { ENDED_WORDS } from "../connection-state";
import { ConnectionTable } from "./connection-table";
import { RevokeManyButton } from "./revoke-many-button";

export const metadata: Metadata = { title: HEADINGS.mcp.title };

/** Ended connections that are shown; the audit log keeps all. */
const ENDED_SHOWN = 50;

export default async function McpPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/integrations/mcp">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const addresses = connectionAddresses(projectId);
  return (
    <>
      <PageHeader
        {...HEADINGS.mcp}
        breadcrumb={[
          { label: "Integrations", href: routes.project(projectId).integrations },
          { label: "Model Context Protocol" },
        ]}
        actions={
          <>
            <ExportLink path={`projects/${projectId}/connections.csv`} />
            <Button asChild variant="outline">
              <Link href={routes.project(projectId).mcpDoctor}>
                <Stethoscope />
                Something doesn't connect?
              </Link>
            </Button>
          </>
        }
      />
      <div className="grid gap-4">
        <Card aria-labelledby="urls">
          <CardHeader>
            <CardTitle id="urls">Connection URLs</CardTitle>
            <CardDescription>
              An assistant needs one of these. The person who connects it signs in and chooses what it may do.
            </CardDescription>
          </CardHeader>
          <CardContent className="grid items-start gap-4 lg:grid-cols-3">
            {addresses.map(({ label, hint, url }) => (
              <CopyField key={url} label={label} value={url} hint={hint} />
            ))}
          </CardContent>
        </Card>
        <Card aria-labelledby="connect">
          <CardHeader>
            <CardTitle id="connect">Connect an assistant</CardTitle>
          </CardHeader>
          <CardContent>
            <ConnectInstructions
              addresses={addresses.map(({ id, label, url }) => ({
                id,
                label,
                isReachableFromInternet: isReachableFromInternet(url),
                clients: clientInstructions({ url, apiKey: KEY_PLACEHOLDER }),
              }))}
              keyPlaceholder={KEY_PLACEHOLDER}
              apiKeysHref={
                caller.permissions.has("keys:manage")
                  ? routes.organisation(caller.organisationId).apiKeys
                  : undefined
              }
            />
          </CardContent>
        </Card>
        <Connections caller={caller} projectId={projectId} query={query} />
      </div>
    </>
  );
}

function connectionAddresses(projectId: string) {
  return [
    {
      id: "account",
      label: "Account",
      url: DEFAULT_RESOURCE.uri,
      hint: "All projects or one, as chosen when connecting. Works with every assistant.",
    },
    {
      id: "readonly",
      label: "Account, read-only",
      url: resourceAt("/mcp-readonly")?.uri ?? "",
      hint: "Can look things up and never change anything.",
    },
    {
      id: "project",
      label: "This project",
      url: resourceAt(`/mcp/projects/${projectId}`)?.uri ?? "",
      hint: "Sees this project and no other. Add ?access=readonly to only look things up.",
    },
  ];
}

async function Connections(props: { caller: Caller; projectId: string; query: PageQuery }) {
  const { caller, projectId, query } = props;
  const seesAll = caller.permissions.has("connections:manage");
  const [standing, ended, groups] = await Promise.all([
    listConnections(caller, listConnectionsInput.parse({ cursor: queryText(query, "cursor") })),
    listConnections(caller, listConnectionsInput.parse({ state: "ended", limit: ENDED_SHOWN })),
    connectionGroups(caller),
  ]);
  const pages = pageAddresses(routes.project(projectId).mcp, {}, query, standing.next_cursor);
  return (
    <>
      <Card aria-labelledby="connections">
        <CardHeader>
          <CardTitle id="connections">Active connections</CardTitle>
          <CardDescription>
            {seesAll
              ? "Everybody's in this organisation. A change here counts at a connection's next request."
              : "Those you approved. A change here counts at a connection's next request."}
          </CardDescription>
          {groups.total > 1 && (
            <CardAction>
              <RevokeManyButton organisationId={caller.organisationId} groups={groups} seesAll={seesAll} />
            </CardAction>
          )}
        </CardHeader>
        {standing.items.length === 0 ? (
          <EmptyState icon={Cable} title="No assistant is connected" className="py-10">
            Copy a connection URL above and follow the steps for your assistant. It appears here as soon as
            someone approves it.
          </EmptyState>
        ) : (
          <ConnectionTable
            organisationId={caller.organisationId}
            projectId={projectId}
            connections={standing.items}
            showsApprover={seesAll}
          />
        )}
        {(pages.previousHref || pages.nextHref) && (
          <div className="border-t px-4 py-2.5">
            <Pagination {...pages} />
          </div>
        )}
      </Card>
      {ended.items.length > 0 && (
        <EndedConnections ended={ended.items} hasMore={ended.next_cursor !== null} />
      )}
    </>
  );
}

function EndedConnections({ ended, hasMore }: { ended: ListedConnection[]; hasMore: boolean }) {
  return (
    <details className="group rounded-lg border bg-card shadow-xs">
      <summary className="px-4 py-3 font-semibold text-base">
        Ended connections{" "}
        <span className="font-normal text-muted-foreground">
          ({ended.length}
          {hasMore && "+"})
        </span>
      </summary>
      <Table label="Ended connections" phone="cards" className="border-t">
        <TableHeader>
          <TableRow>
            <TableHead>Connection</TableHead>
            <TableHead>Approved by</TableHead>
            <TableHead>Project</TableHead>
            <TableHead>State</TableHead>
            <TableHead numeric>Created</TableHead>
            <TableHead numeric>Ended</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {ended.map((connection) => (
            <TableRow key={connection.id}>
              <TableCell>
                <span className="font-medium">{connection.label}</span>{" "}
                <span className="text-muted-foreground">{connection.client_name}</span>
              </TableCell>
              <TableCell label="Approved by">{connection.approved_by.name}</TableCell>
              <TableCell label="Project">{connection.project?.name ?? "All projects"}</TableCell>
              <TableCell label="State">
                <Badge>
                  {ENDED_WORDS[connection.status as keyof typeof ENDED_WORDS] ?? connection.status}
                </Badge>
              </TableCell>
              <TableCell label="Created" numeric className="text-muted-foreground">
                <Moment at={connection.created_at} as="date" />
              </TableCell>
              <TableCell label="Ended" numeric className="text-muted-foreground">
                {connection.ended_at ? <Moment at={connection.ended_at} /> : "–"}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </details>
  );
}
