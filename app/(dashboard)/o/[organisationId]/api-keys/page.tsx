import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { Moment } from "@/components/format/moment";
import { ExportLink } from "@/components/lists/export-link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { listApiKeys } from "@/lib/api-keys/list";
import { type ApiKeyView, listApiKeysInput } from "@/lib/api-keys/schema";
import { DEFAULT_RESOURCE } from "@/lib/auth/resources";
import { callerForOrganisation } from "@/lib/auth/session";
import { listProjectSummaries } from "@/lib/projects/list-summaries";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { CreateKeyDialog } from "./create-key-dialog";
import { KeyUrlDialog } from "./key-url-dialog";
import { RevokeKeyButton } from "./revoke-key-button";

export const metadata: Metadata = { title: HEADINGS.apiKeys.title };

/** Ended keys that are shown; the audit log keeps all. */
const ENDED_SHOWN = 50;

export default async function ApiKeysPage({
  params,
  searchParams,
}: PageProps<"/o/[organisationId]/api-keys">) {
  const [{ organisationId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForOrganisation(organisationId));
  if (!caller.permissions.has("keys:manage")) {
    return (
      <>
        <PageHeader {...HEADINGS.apiKeys} />
        <Alert>Only owners and admins of the organisation can see and make API keys.</Alert>
      </>
    );
  }
  const [projects, result, ended] = await Promise.all([
    listProjectSummaries(caller),
    filtered(caller, listApiKeysInput, { cursor: queryText(query, "cursor") }, listApiKeys),
    listApiKeys(caller, { state: "ended", limit: ENDED_SHOWN }),
  ]);
  const path = routes.organisation(organisationId).apiKeys;
  const pages = result.ok ? pageAddresses(path, {}, query, result.data.next_cursor) : null;
  const createDialog = (
    <CreateKeyDialog
      organisationId={organisationId}
      projects={projects.map(({ id, name }) => ({ id, name }))}
      accountUrl={DEFAULT_RESOURCE.uri}
    />
  );
  return (
    <>
      <PageHeader
        {...HEADINGS.apiKeys}
        actions={
          <>
            <ExportLink path={`organisations/${organisationId}/api-keys.csv`} />
            {createDialog}
          </>
        }
      />
      <div className="grid gap-4">
        <Card aria-label="Keys">
          <CardHeader>
            <CardTitle>Keys</CardTitle>
            <CardDescription>
              Whoever has a key can use it. Revoking one works on its next request.
            </CardDescription>
          </CardHeader>
          {!result.ok ? (
            <CardContent>
              <FilterProblem error={result.error} clearHref={path} />
            </CardContent>
          ) : result.data.items.length > 0 ? (
            <KeyTable organisationId={organisationId} keys={result.data.items} label="Keys" />
          ) : (
            <EmptyState icon={KeyRound} title="No API keys" className="py-10">
              Create one for a script, or for an assistant that takes no sign-in. It is shown once.
            </EmptyState>
          )}
          {(pages?.previousHref || pages?.nextHref) && (
            <div className="border-t px-4 py-2.5">
              <Pagination {...pages} />
            </div>
          )}
        </Card>
        {ended.items.length > 0 && (
          <details className="rounded-lg border bg-card shadow-xs">
            <summary className="px-4 py-3 font-semibold text-base">
              Ended keys{" "}
              <span className="font-normal text-muted-foreground">
                ({ended.items.length}
                {ended.next_cursor !== null && "+"})
              </span>
            </summary>
            <div className="border-t">
              <KeyTable organisationId={organisationId} keys={ended.items} label="Ended keys" />
            </div>
          </details>
        )}
      </div>
    </>
  );
}

interface KeyTableProps {
  organisationId: string;
  keys: readonly ApiKeyView[];
  label: string;
}

const STATUS = {
  active: { label: "Active", variant: "success" },
  revoked: { label: "Revoked", variant: "neutral" },
  expired: { label: "Ran out", variant: "neutral" },
} as const;

function KeyTable({ organisationId, keys, label }: KeyTableProps) {
  return (
    <Table label={label} phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Name</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Access</TableHead>
          <TableHead>Project</TableHead>
          <TableHead numeric>Created</TableHead>
          <TableHead numeric>Last used</TableHead>
          <TableHead numeric>Ends</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {keys.map((key) => (
          <TableRow key={key.id}>
            <TableCell>
              <div className="grid min-w-0">
                <span className="break-words font-medium">{key.name}</span>
                <span className="font-mono text-muted-foreground text-xs">cha_…{key.hint}</span>
                {key.url_made_at && (
                  <span className="text-muted-foreground text-xs">Also as a secret address</span>
                )}
              </div>
            </TableCell>
            <TableCell label="State">
              <Badge variant={STATUS[key.status].variant} dot>
                {STATUS[key.status].label}
              </Badge>
            </TableCell>
            <TableCell label="Access">{key.access === "full" ? "Full access" : "Read-only"}</TableCell>
            <TableCell label="Project" wide>
              {key.project?.name ?? "All projects"}
            </TableCell>
            <TableCell label="Created" numeric className="text-muted-foreground">
              <Moment at={key.created_at} />
            </TableCell>
            <TableCell label="Last used" numeric className="text-muted-foreground">
              {key.last_used_at ? <Moment at={key.last_used_at} /> : "Never"}
            </TableCell>
            <TableCell label="Ends" numeric className="text-muted-foreground">
              {key.ended_at ? (
                <Moment at={key.ended_at} as="date" />
              ) : key.expires_at ? (
                <Moment at={key.expires_at} as="date" />
              ) : (
                "Never"
              )}
            </TableCell>
            <TableCell className="sm:text-right">
              {key.status === "active" && (
                <div className="flex items-center gap-1 sm:justify-end">
                  <KeyUrlDialog organisationId={organisationId} apiKey={key} />
                  <RevokeKeyButton organisationId={organisationId} apiKeyId={key.id} name={key.name} />
                </div>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
