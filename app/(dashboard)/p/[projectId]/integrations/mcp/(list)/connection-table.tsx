import { BadgeCheck, ChevronRight, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { PERMISSION_LABELS } from "@/lib/auth/values";
import type { ListedConnection } from "@/lib/connections/schema";
import { ConnectionMenu } from "../connection-menu";
import { ConnectionBadges } from "../connection-state";
import { RevokeConnectionButton } from "../revoke-connection-button";

interface ConnectionTableProps {
  organisationId: string;
  projectId: string;
  connections: readonly ListedConnection[];
  /** Whether connections of several people are listed. */
  showsApprover: boolean;
}

/** Connections that stand, with what each may do and the means to end it. */
export function ConnectionTable(props: ConnectionTableProps) {
  const { organisationId, projectId, connections, showsApprover } = props;
  const pages = routes.project(projectId);
  return (
    <Table label="Active connections" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Connection</TableHead>
          {showsApprover && <TableHead>Approved by</TableHead>}
          <TableHead>May do</TableHead>
          <TableHead numeric>Created</TableHead>
          <TableHead numeric>Last used</TableHead>
          <TableHead numeric>Calls, 7 days</TableHead>
          <TableHead numeric>Ends</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {connections.map((connection) => (
          <TableRow key={connection.id} data-connection={connection.id}>
            <TableCell className="align-top max-sm:block!">
              <Identity connection={connection} href={pages.mcpConnection(connection.id)} />
            </TableCell>
            {showsApprover && (
              <TableCell label="Approved by" wide className="align-top">
                <span title={connection.approved_by.email}>{connection.approved_by.name}</span>
              </TableCell>
            )}
            <TableCell className="align-top max-sm:block!">
              <Rights connection={connection} />
            </TableCell>
            <TableCell label="Created" numeric className="align-top text-muted-foreground">
              <Moment at={connection.created_at} />
            </TableCell>
            <TableCell label="Last used" numeric className="align-top text-muted-foreground">
              {connection.last_used_at ? <Moment at={connection.last_used_at} /> : "Never"}
            </TableCell>
            <TableCell label="Calls, 7 days" numeric className="align-top">
              {formatCount(connection.calls_7_days)}
            </TableCell>
            <TableCell label="Ends" numeric className="align-top text-muted-foreground">
              {connection.expires_at ? <Moment at={connection.expires_at} as="date" /> : "Never"}
            </TableCell>
            <TableCell className="align-top">
              <div className="-my-1 flex w-full items-center gap-1 max-sm:py-2 sm:justify-end">
                <RevokeConnectionButton
                  organisationId={organisationId}
                  connectionId={connection.id}
                  label={connection.label}
                  clientName={connection.client_name}
                />
                <ConnectionMenu
                  organisationId={organisationId}
                  connection={connection}
                  href={pages.mcpConnection(connection.id)}
                />
              </div>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Identity({ connection, href }: { connection: ListedConnection; href: string }) {
  return (
    <div className="grid min-w-48 gap-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link href={href} className="break-words font-medium hover:underline">
          {connection.label}
        </Link>
        <ConnectionBadges connection={connection} />
      </div>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
        <span>{connection.client_name}</span>
        {connection.is_verified ? (
          <Badge variant="success" title="The client's name is proven by the document at its own address.">
            <BadgeCheck aria-hidden /> Verified
          </Badge>
        ) : (
          <Badge variant="warning" title="The client chose this name itself; anyone can register under it.">
            <TriangleAlert aria-hidden /> Unverified
          </Badge>
        )}
      </p>
      <p className="break-all text-muted-foreground text-xs">
        {connection.is_loopback ? "An app on the approver's computer, " : "Sent to "}
        <span className="font-mono">{connection.redirect_host}</span>
      </p>
    </div>
  );
}

function Rights({ connection }: { connection: ListedConnection }) {
  const { permissions } = connection;
  return (
    <div className="grid min-w-40 gap-1">
      <p className="flex flex-wrap items-center gap-1.5">
        <Badge variant={connection.access === "full" ? "default" : "neutral"}>
          {connection.access === "full" ? "Full access" : "Read-only"}
        </Badge>
        <span>{connection.project?.name ?? "All projects"}</span>
      </p>
      <details className="group/rights text-xs">
        <summary className="flex w-fit list-none items-center gap-0.5 rounded-sm text-muted-foreground hover:text-foreground [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/rights:rotate-90" />
          {permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`}
        </summary>
        <ul className="mt-1 grid gap-0.5 pl-4">
          {permissions.map((name) => (
            <li key={name}>{PERMISSION_LABELS[name].title}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
