import { Gauge } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BarSeries } from "@/components/charts/bar-series";
import { Breakdown } from "@/components/charts/breakdown";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { ExportLink } from "@/components/lists/export-link";
import { addressWith, queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callsByTool } from "@/components/usage/calls-by-tool";
import { Meter } from "@/components/usage/meter";
import { ModelTable } from "@/components/usage/model-table";
import { callerForOrganisation } from "@/lib/auth/session";
import { toolSummaries } from "@/lib/mcp/tool-summaries";
import { getUsage } from "@/lib/usage/get";
import { getDailyUsage } from "@/lib/usage/get-daily";
import type { DailyUsage, Usage } from "@/lib/usage/schema";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.usage.title };

const RANGES = [7, 30, 90] as const;
const DEFAULT_RANGE = 30;
/** In the chart of tokens; the table below it has all. */
const SHOWN_MODELS = 7;

export default async function UsagePage({ params, searchParams }: PageProps<"/o/[organisationId]/usage">) {
  const [{ organisationId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForOrganisation(organisationId));
  const days = RANGES.find((range) => String(range) === queryText(query, "days")) ?? DEFAULT_RANGE;
  const [usage, daily] = await Promise.all([
    getUsage(caller, {}, toolSummaries()),
    getDailyUsage(caller, { days }),
  ]);
  const pages = routes.organisation(organisationId);
  return (
    <>
      <PageHeader
        {...HEADINGS.usage}
        actions={
          <>
            <ExportLink
              path={`organisations/${organisationId}/usage.csv`}
              filters={{ days: String(days) }}
              label="Export days"
            />
            <ExportLink
              path={`organisations/${organisationId}/usage.csv`}
              filters={{ days: String(days), by: "tool" }}
              label="Export tools"
            />
          </>
        }
      />
      <div className="grid gap-4">
        <Limits usage={usage} />
        <Calls daily={daily} days={days} path={pages.usage} callsHref={pages.mcpSessions} />
        {daily.tools.length > 0 && <Tools daily={daily} days={days} />}
        <Tokens daily={daily} days={days} />
      </div>
    </>
  );
}

function Limits({ usage }: { usage: Usage }) {
  const { plan, minute, day, month, businesses } = usage;
  return (
    <Card aria-label="Limits">
      <CardHeader>
        <CardTitle>
          {plan.name} plan <Badge variant="neutral">{plan.tier} tier</Badge>
        </CardTitle>
        <CardDescription>
          Tool calls of all connections and keys together. Listing tools and asking for capabilities is free.
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        <Meter
          label="Today"
          used={day.used}
          limit={day.limit}
          hint={
            <>
              resets <Moment at={day.resets_at} />
            </>
          }
        />
        <Meter label="Last 60 seconds" used={minute.used} limit={minute.limit} />
        <Meter
          label="AI credits this month"
          used={month.ai_credits.used}
          limit={month.ai_credits.limit}
          hint={
            <>
              resets <Moment at={month.resets_at} />
            </>
          }
        />
        {businesses.map((project) => (
          <Meter
            key={project.business_id}
            label={project.name}
            used={project.used}
            limit={project.limit}
            hint="in any 60 seconds"
          />
        ))}
      </CardContent>
    </Card>
  );
}

interface CallsProps {
  daily: DailyUsage;
  days: number;
  path: string;
  callsHref: string;
}

function Calls({ daily, days, path, callsHref }: CallsProps) {
  const { data, series } = callsByTool(daily);
  return (
    <Card aria-label="Calls per day">
      <CardContent className="grid gap-2">
        <TabLinks
          label="Range of days"
          items={RANGES.map((range) => ({
            href: range === DEFAULT_RANGE ? path : addressWith(path, { days: String(range) }),
            label: `${range} days`,
            current: range === days,
          }))}
          className="mb-1"
        />
        {series.length > 0 ? (
          <BarSeries
            label="Tool calls per day"
            description={`${formatCount(daily.totals.calls)} calls in ${days} days (UTC), ${formatCount(daily.totals.denied)} more refused by a limit`}
            data={data}
            series={series}
          />
        ) : (
          <EmptyState
            icon={Gauge}
            title="No calls in these days"
            className="py-10"
            action={
              <Button variant="outline" asChild>
                <Link href={callsHref}>See all calls</Link>
              </Button>
            }
          >
            Connect an assistant, and its calls are counted here by day and tool.
          </EmptyState>
        )}
      </CardContent>
    </Card>
  );
}

function Tools({ daily, days }: { daily: DailyUsage; days: number }) {
  return (
    <Card aria-label="Tools">
      <CardHeader>
        <CardTitle>By tool</CardTitle>
        <CardDescription>Calls of the last {days} days, and those that a limit refused</CardDescription>
      </CardHeader>
      <Table label="Calls by tool">
        <TableHeader>
          <TableRow>
            <TableHead>Tool</TableHead>
            <TableHead numeric>Calls</TableHead>
            <TableHead numeric>Refused</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {daily.tools.map(({ tool, calls, denied }) => (
            <TableRow key={tool}>
              <TableCell className="font-mono text-xs">{tool}</TableCell>
              <TableCell numeric>{formatCount(calls)}</TableCell>
              <TableCell numeric className={denied > 0 ? "" : "text-muted-foreground"}>
                {formatCount(denied)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function Tokens({ daily, days }: { daily: DailyUsage; days: number }) {
  const { input_tokens: input, output_tokens: output } = daily.totals;
  return (
    <Card aria-label="Tokens">
      <CardHeader>
        <CardTitle>Tokens of your chatbots</CardTitle>
        <CardDescription>
          {input + output === 0
            ? `None used at model providers in the last ${days} days.`
            : `${formatCount(input)} read and ${formatCount(output)} written at model providers in the last ${days} days`}
        </CardDescription>
        {daily.models.length > 0 && <CardAction>{daily.models.length} models</CardAction>}
      </CardHeader>
      {daily.models.length > 0 && (
        <div className="grid items-start gap-x-4 lg:grid-cols-2">
          <CardContent>
            <Breakdown label="Tokens by model" items={tokensByModel(daily)} />
          </CardContent>
          <ModelTable models={daily.models} />
        </div>
      )}
    </Card>
  );
}

/** Read and written together, the largest first; what comes after the seventh model is one sum. */
function tokensByModel({ models }: DailyUsage): { label: string; value: number }[] {
  const sums = models
    .map((row) => ({ label: row.model, value: row.input_tokens + row.output_tokens }))
    .toSorted((a, b) => b.value - a.value);
  const rest = sums.slice(SHOWN_MODELS).reduce((total, { value }) => total + value, 0);
  const shown = sums.slice(0, SHOWN_MODELS);
  return rest > 0 ? [...shown, { label: "Other models", value: rest }] : shown;
}
