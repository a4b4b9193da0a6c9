import { Activity } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { OUTCOME_LABELS, OutcomeBadge } from "@/components/calls/outcome-badge";
import { BarSeries } from "@/components/charts/bar-series";
import { Moment } from "@/components/format/moment";
import { ExportLink } from "@/components/lists/export-link";
import { FilterBar } from "@/components/lists/filter-bar";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { DateRange } from "@/components/ui/date-range";
import { EmptyState } from "@/components/ui/empty-state";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callsByTool } from "@/components/usage/calls-by-tool";
import { Meter } from "@/components/usage/meter";
import type { Caller } from "@/lib/auth/caller";
import { callerForOrganisation } from "@/lib/auth/session";
import { listCallingClients } from "@/lib/call-log/clients";
import { listCalls } from "@/lib/call-log/list";
import { type CallView, callOutcome, listCallsInput } from "@/lib/call-log/schema";
import { instantsOf } from "@/lib/core/time-zone";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { getUsage } from "@/lib/usage/get";
import { getDailyUsage } from "@/lib/usage/get-daily";
import type { DailyUsage, Usage } from "@/lib/usage/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { readerZone } from "@/lib/web/reader-zone";

export const metadata: Metadata = { title: HEADINGS.mcpSessions.title };

const PAGE_SIZE = 50;

type Filters = Record<
  "tool" | "outcome" | "client" | "connection" | "key" | "from" | "to",
  string | undefined
>;

export default async function CallLogPage({
  params,
  searchParams,
}: PageProps<"/o/[organisationId]/mcp-sessions">) {
  const [{ organisationId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForOrganisation(organisationId));
  const text = (name: string) => queryText(query, name);
  const filters: Filters = {
    tool: text("tool"),
    outcome: text("outcome"),
    client: text("client"),
    connection: text("connection"),
    key: text("key"),
    from: text("from"),
    to: text("to"),
  };
  const input = {
    tool: filters.tool,
    outcome: filters.outcome,
    client: filters.client,
    connection_id: filters.connection,
    api_key_id: filters.key,
    ...instantsOf(filters, await readerZone()),
  };
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const [figures, clients, result] = await Promise.all([
    // The filters narrow the list; the figures are of everything, so they stand above the whole list only.
    isFiltered || text("cursor") !== undefined ? null : readFigures(caller),
    listCallingClients(caller),
    filtered(caller, listCallsInput, { ...input, cursor: text("cursor"), limit: PAGE_SIZE }, listCalls),
  ]);
  const path = routes.organisation(organisationId).mcpSessions;
  return (
    <>
      <PageHeader
        {...HEADINGS.mcpSessions}
        description={
          caller.permissions.has("audit:read")
            ? "Every tool call of an assistant or script in this organisation."
            : "Every tool call of the assistants that you connected."
        }
        actions={<ExportLink path={`organisations/${organisationId}/calls.csv`} filters={input} />}
      />
      {figures && <Figures {...figures} usageHref={routes.organisation(organisationId).usage} />}
      <Filtering path={path} filters={filters} clients={clients} />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : result.data.items.length === 0 ? (
        <Card aria-label="Calls">
          <Nothing isFiltered={isFiltered} path={path} />
        </Card>
      ) : (
        <Card aria-label="Calls">
          <CallTable organisationId={organisationId} calls={result.data.items} />
          <div className="border-t px-4 py-2.5">
            <Pagination
              summary="Newest first"
              {...pageAddresses(path, filters, query, result.data.next_cursor)}
            />
          </div>
        </Card>
      )}
    </>
  );
}

const CHART_DAYS = 30;

async function readFigures(caller: Caller) {
  const [usage, daily] = await Promise.all([
    getUsage(caller, {}, toolSummaries()),
    getDailyUsage(caller, { days: CHART_DAYS }),
  ]);
  return { usage, daily };
}

function Figures({ usage, daily, usageHref }: { usage: Usage; daily: DailyUsage; usageHref: string }) {
  const { data, series } = callsByTool(daily);
  return (
    <div className="mb-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <Card aria-label="Calls per day" className="max-lg:order-last">
        <CardContent>
          {series.length > 0 ? (
            <BarSeries
              label="Tool calls per day"
              description={`The last ${CHART_DAYS} days, in UTC`}
              data={data}
              series={series}
              height={180}
            />
          ) : (
            <p className="py-8 text-center text-muted-foreground text-sm">
              No calls in the last {CHART_DAYS} days.
            </p>
          )}
        </CardContent>
      </Card>
      <Card aria-labelledby="left">
        <CardHeader>
          <CardTitle id="left">What is left</CardTitle>
          <CardDescription>
            <Link href={usageHref} className="link">
              {usage.plan.name} plan
            </Link>
          </CardDescription>
        </CardHeader>
        <CardContent className="grid gap-5">
          <Meter
            label="Calls today"
            used={usage.day.used}
            limit={usage.day.limit}
            hint={
              <>
                resets <Moment at={usage.day.resets_at} />
              </>
            }
          />
          <Meter label="Last 60 seconds" used={usage.minute.used} limit={usage.minute.limit} />
        </CardContent>
      </Card>
    </div>
  );
}

interface FilteringProps {
  path: string;
  filters: Filters;
  clients: readonly string[];
}

function Filtering({ path, filters, clients }: FilteringProps) {
  return (
    <FilterBar path={path} values={filters} label="Filter calls">
      {/* Come from links on other pages and stay while the others change. */}
      <input type="hidden" name="connection" value={filters.connection ?? ""} />
      <input type="hidden" name="key" value={filters.key ?? ""} />
      <NativeSelect name="tool" aria-label="Tool" defaultValue={filters.tool ?? ""} className="sm:w-52">
        <option value="">All tools</option>
        <Options of={toolSummaries().map(({ name }) => [name, name])} />
      </NativeSelect>
      <NativeSelect
        name="outcome"
        aria-label="Outcome"
        defaultValue={filters.outcome ?? ""}
        className="sm:w-40"
      >
        <option value="">All outcomes</option>
        <Options of={callOutcome.options.map((outcome) => [outcome, OUTCOME_LABELS[outcome]])} />
      </NativeSelect>
      {clients.length > 0 && (
        <NativeSelect
          name="client"
          aria-label="Client"
          defaultValue={filters.client ?? ""}
          className="max-sm:col-span-2 sm:w-44"
        >
          <option value="">All clients</option>
          <Options of={clients.map((client) => [client, client])} />
        </NativeSelect>
      )}
      <DateRange label="Called" from={filters.from} to={filters.to} className="max-sm:col-span-2" />
    </FilterBar>
  );
}

function Nothing({ isFiltered, path }: { isFiltered: boolean; path: string }) {
  return isFiltered ? (
    <NothingMatches icon={Activity} title="No call matches" clearHref={path}>
      Try a longer range of days or fewer filters.
    </NothingMatches>
  ) : (
    <EmptyState icon={Activity} title="No calls yet">
      As soon as an assistant uses a tool, the call is listed here with what it asked for and how it ended.
    </EmptyState>
  );
}

function CallTable({ organisationId, calls }: { organisationId: string; calls: readonly CallView[] }) {
  const pages = routes.organisation(organisationId);
  return (
    <Table label="Calls" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Tool</TableHead>
          <TableHead>Outcome</TableHead>
          <TableHead>Through</TableHead>
          <TableHead>Project</TableHead>
          <TableHead numeric>Took</TableHead>
          <TableHead numeric>When</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {calls.map((call) => (
          <TableRow key={call.id}>
            <TableCell>
              <Link
                href={pages.mcpSession(call.id)}
                className="break-all font-medium font-mono text-xs hover:underline"
              >
                {call.tool}
              </Link>
            </TableCell>
            <TableCell label="Outcome">
              <OutcomeBadge outcome={call.outcome} />
              {call.error_code && (
                <span className="ml-2 text-muted-foreground text-xs">{call.error_code}</span>
              )}
            </TableCell>
            <TableCell label="Through" wide>
              {call.through?.label ?? "Gone"}{" "}
              <span className="text-muted-foreground text-xs">
                {call.through?.kind === "api_key" ? "API key" : call.client_name}
              </span>
            </TableCell>
            <TableCell label="Project" wide className="text-muted-foreground">
              {call.project?.name ?? "Several"}
            </TableCell>
            <TableCell label="Took" numeric className="text-muted-foreground">
              {call.duration_ms === null ? "–" : `${call.duration_ms.toLocaleString("en")} ms`}
            </TableCell>
            <TableCell label="When" numeric className="text-muted-foreground">
              <Moment at={call.started_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
