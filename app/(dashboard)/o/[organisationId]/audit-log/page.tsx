import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { DateRange } from "@/components/ui/date-range";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listAudit } from "@/lib/audit/list";
import { AUDIT_KINDS, type AuditKind, listAuditInput, OTHER_ACTORS } from "@/lib/audit/schema";
import { callerForOrganisation } from "@/lib/auth/session";
import { instantsOf } from "@/lib/core/time-zone";
import { listMembers } from "@/lib/people/list-members";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { readerZone } from "@/lib/web/reader-zone";
import { EntryList } from "./entry-list";

export const metadata: Metadata = { title: HEADINGS.auditLog.title };

const PAGE_SIZE = 50;

const KIND_LABELS: Record<AuditKind, string> = {
  connections: "Assistants",
  keys: "API keys",
  approvals: "Approvals",
  people: "People",
  organisation: "Organisation and projects",
  chatbots: "Chatbots",
  customers: "Leads and tickets",
  imports: "Imports",
};

const OTHER_LABELS: Record<(typeof OTHER_ACTORS)[number], string> = {
  api_key: "API keys",
  operator: "The operator",
  job: "The server",
};

type Filters = Record<"who" | "kind" | "from" | "to", string | undefined>;

export default async function AuditLogPage({
  params,
  searchParams,
}: PageProps<"/o/[organisationId]/audit-log">) {
  const [{ organisationId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForOrganisation(organisationId));
  if (!caller.permissions.has("audit:read")) {
    return (
      <>
        <PageHeader {...HEADINGS.auditLog} />
        <Alert>Only owners and admins of the organisation can read its audit log.</Alert>
      </>
    );
  }
  const text = (name: string) => queryText(query, name);
  const filters: Filters = { who: text("who"), kind: text("kind"), from: text("from"), to: text("to") };
  const asked = { ...filters, ...instantsOf(filters, await readerZone()) };
  const [members, result] = await Promise.all([
    listMembers(caller),
    filtered(caller, listAuditInput, { ...asked, cursor: text("cursor"), limit: PAGE_SIZE }, listAudit),
  ]);
  const path = routes.organisation(organisationId).auditLog;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        {...HEADINGS.auditLog}
        actions={<ExportLink path={`organisations/${organisationId}/audit.csv`} filters={asked} />}
      />
      <Filtering
        path={path}
        filters={filters}
        people={members.map(({ user_id, name }) => ({ id: user_id, name }))}
      />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : (
        <Card aria-label="Changes">
          {result.data.items.length === 0 ? (
            <Nothing isFiltered={isFiltered} path={path} />
          ) : (
            <>
              <EntryList entries={result.data.items} />
              <div className="border-t px-4 py-2.5">
                <Pagination
                  summary="Newest first"
                  {...pageAddresses(path, filters, query, result.data.next_cursor)}
                />
              </div>
            </>
          )}
        </Card>
      )}
    </>
  );
}

interface FilteringProps {
  path: string;
  filters: Filters;
  people: readonly { id: string; name: string }[];
}

function Filtering({ path, filters, people }: FilteringProps) {
  return (
    <FilterBar path={path} values={filters} label="Filter changes">
      <NativeSelect name="who" aria-label="Who" defaultValue={filters.who ?? ""} className="sm:w-52">
        <option value="">Everybody</option>
        <optgroup label="People, with their assistants">
          <Options of={people.map(({ id, name }) => [id, name])} />
        </optgroup>
        <optgroup label="Others">
          <Options of={OTHER_ACTORS.map((actor) => [actor, OTHER_LABELS[actor]])} />
        </optgroup>
      </NativeSelect>
      <NativeSelect name="kind" aria-label="About" defaultValue={filters.kind ?? ""} className="sm:w-52">
        <option value="">About anything</option>
        <Options of={AUDIT_KINDS.map((kind) => [kind, KIND_LABELS[kind]])} />
      </NativeSelect>
      <DateRange label="Changed" from={filters.from} to={filters.to} className="max-sm:col-span-2" />
    </FilterBar>
  );
}

function Nothing({ isFiltered, path }: { isFiltered: boolean; path: string }) {
  return isFiltered ? (
    <NothingMatches icon={ScrollText} title="No change matches" clearHref={path}>
      Try a longer range of days or fewer filters.
    </NothingMatches>
  ) : (
    <EmptyState icon={ScrollText} title="Nothing has changed yet">
      When somebody connects an assistant, invites a person or changes a setting, it is listed here.
    </EmptyState>
  );
}
