import { ChartNoAxesColumn, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ChatbotFigures } from "@/components/analytics/chatbot-figures";
import { PeriodFilters } from "@/components/analytics/period-filters";
import { BarSeries } from "@/components/charts/bar-series";
import { Breakdown } from "@/components/charts/breakdown";
import { formatCount, formatLongDay, formatPercent, formatSeconds } from "@/components/charts/chart-data";
import { LineSeries } from "@/components/charts/line-series";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { FunnelChart } from "@/components/leads/funnel-chart";
import { ExportLink } from "@/components/lists/export-link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { queryText } from "@/components/lists/list-address";
import { percentChange } from "@/components/overview/change";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatGroup } from "@/components/ui/stat";
import type { Caller } from "@/lib/auth/caller";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import { instantsOf } from "@/lib/core/time-zone";
import { getLeadFunnel } from "@/lib/leads/funnel";
import type { LeadFunnel } from "@/lib/leads/schema";
import { getAnalytics } from "@/lib/metrics/analytics";
import { getChatbotMetrics } from "@/lib/metrics/chatbot-metrics";
import {
  type Analytics,
  DEFAULT_RANGE_DAYS,
  type GetAnalyticsInput,
  getAnalyticsInput,
} from "@/lib/metrics/schema";
import { getProjectSettings } from "@/lib/projects/get-settings";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Analytics" };

/** Chatbots offered in the filter. */
const MAX_CHATBOTS = 100;
/** Longest range that is drawn day by day. */
const MAX_DRAWN_DAYS = 92;

export default async function AnalyticsPage({ params, searchParams }: PageProps<"/p/[projectId]/analytics">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const from = queryText(query, "from");
  const filters = {
    // The form carries the days of before along; a first day takes their place.
    days: from === undefined ? queryText(query, "days") : undefined,
    from,
    to: queryText(query, "to"),
    chatbot: queryText(query, "chatbot"),
  };
  const input = {
    days: filters.days === undefined ? undefined : Number(filters.days),
    from: filters.from,
    to: filters.to,
    chatbot_id: filters.chatbot,
  };
  const { time_zone: zone } = await forPage(getProjectSettings(caller));
  const [chatbots, result] = await Promise.all([
    listChatbots(caller, { limit: MAX_CHATBOTS }),
    filtered(caller, getAnalyticsInput, { ...input, step: stepFor(filters) }, (_, asked) =>
      figures(caller, asked, zone),
    ),
  ]);
  const pages = routes.project(projectId);
  const path = pages.analytics;
  return (
    <>
      <PageHeader
        title="Analytics"
        description={`How much is asked, how fast it is answered, and what comes of it. Days begin as in ${zone.replaceAll("_", " ")}.`}
        actions={
          <ExportLink
            path={`projects/${projectId}/analytics.csv`}
            filters={{
              days: filters.days,
              from: filters.from,
              to: filters.to,
              chatbot_id: filters.chatbot,
              step: stepFor(filters),
            }}
          />
        }
      />
      <PeriodFilters
        path={path}
        filters={filters}
        defaultDays={DEFAULT_RANGE_DAYS}
        chatbots={chatbots.items.map(({ id, name }) => ({ id, name }))}
      />
      {!result.ok ? (
        <FilterProblem error={result.error} clearHref={path} />
      ) : isEmpty(result.data.analytics) ? (
        <Card aria-label="Figures">
          <Nothing
            path={path}
            isFiltered={Object.values(filters).some((value) => value !== undefined)}
            importHref={caller.permissions.has("history:import") ? pages.import : undefined}
          />
        </Card>
      ) : (
        <Figures projectId={projectId} {...result.data} />
      )}
    </>
  );
}

/** Everything on the page about one period. */
async function figures(caller: Caller, input: GetAnalyticsInput, zone: string) {
  const { step: _, ...range } = input;
  const [analytics, chatbots] = await Promise.all([
    getAnalytics(caller, input, zone),
    getChatbotMetrics(caller, range, zone),
  ]);
  const { from, to } = instantsOf(analytics.period, zone);
  const funnel = caller.permissions.has("leads:read")
    ? await getLeadFunnel(caller, { from, to, chatbot_id: input.chatbot_id })
    : null;
  return { analytics, chatbots, funnel };
}

type FiguresOf = Awaited<ReturnType<typeof figures>>;

/** What is wrong with the days is told by the verb; here they only decide how finely they are drawn. */
function stepFor({ days, from, to }: Record<"days" | "from" | "to", string | undefined>) {
  const last = to === undefined ? Date.now() : Date.parse(to);
  const count = from === undefined ? Number(days ?? 0) : (last - Date.parse(from)) / 86_400_000 + 1;
  return count > MAX_DRAWN_DAYS ? "week" : "day";
}

function isEmpty({ totals, previous_totals: before }: Analytics): boolean {
  return [totals, before].every(
    (sums) => sums.conversations + sums.user_messages + sums.agent_messages + sums.leads + sums.tickets === 0,
  );
}

function Figures({ projectId, analytics, chatbots, funnel }: FiguresOf & { projectId: string }) {
  const { series, step, platforms, chatbot } = analytics;
  const every = step === "day" ? "day" : "week";
  return (
    <div className="grid gap-4">
      <Totals analytics={analytics} chatbots={chatbots} />
      <div className="grid gap-4 lg:grid-cols-3">
        <Card className="p-4 lg:col-span-2">
          <BarSeries
            label={`Conversations per ${every}`}
            description={`By the ${every} they began`}
            data={series.map(({ start, conversations }) => ({ day: start, conversations }))}
            series={[{ key: "conversations", label: "Conversations" }]}
            step={step}
          />
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>By platform</CardTitle>
            <p className="text-muted-foreground text-sm">Conversations</p>
          </CardHeader>
          <CardContent>
            <Breakdown
              label="Conversations by platform"
              items={platforms.map(({ platform, conversations }) => ({
                label: PLATFORM_LABELS[platform],
                value: conversations,
              }))}
            />
          </CardContent>
        </Card>
        <Card className="p-4 lg:col-span-3">
          <BarSeries
            label={`Messages per ${every}`}
            data={series.map(({ start, user_messages, agent_messages }) => ({
              day: start,
              customers: user_messages,
              replies: agent_messages,
            }))}
            series={[
              { key: "customers", label: "From customers" },
              { key: "replies", label: "Replies" },
            ]}
            step={step}
          />
        </Card>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="p-4">
          <LineSeries
            label="Response rate"
            description="Share of conversations that got a reply"
            data={series.map(({ start, response_rate }) => ({
              day: start,
              ...(response_rate !== null && { rate: response_rate }),
            }))}
            series={[{ key: "rate", label: "Response rate" }]}
            step={step}
            unit="percent"
            height={200}
          />
        </Card>
        <Card className="p-4">
          <LineSeries
            label="Response time"
            description="How long customers waited for a reply, on average"
            data={series.map(({ start, average_response_seconds }) => ({
              day: start,
              ...(average_response_seconds !== null && { time: average_response_seconds }),
            }))}
            series={[{ key: "time", label: "Response time" }]}
            step={step}
            unit="seconds"
            height={200}
          />
        </Card>
      </div>
      {funnel && <Funnel funnel={funnel} href={routes.project(projectId).leads} />}
      {chatbot === null && chatbots.chatbots.length > 1 && (
        <ChatbotFigures projectId={projectId} chatbots={chatbots.chatbots} />
      )}
    </div>
  );
}

function Funnel({ funnel, href }: { funnel: LeadFunnel; href: string }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Lead funnel</CardTitle>
        <CardDescription>
          {funnel.total === 0
            ? "No leads were captured in these days."
            : `Of the ${formatCount(funnel.total)} captured in these days, how many came as far as each stage`}
        </CardDescription>
        <CardAction>
          <Button variant="ghost" size="sm" asChild>
            <Link href={href}>
              View all<span className="sr-only"> leads</span>
            </Link>
          </Button>
        </CardAction>
      </CardHeader>
      {funnel.total > 0 && (
        <CardContent>
          <FunnelChart funnel={funnel} />
        </CardContent>
      )}
    </Card>
  );
}

function Totals({ analytics, chatbots }: Pick<FiguresOf, "analytics" | "chatbots">) {
  const { totals, previous_totals: before, period } = analytics;
  const messages = totals.user_messages + totals.agent_messages;
  const messagesBefore = before.user_messages + before.agent_messages;
  const {
    lead_conversion: conversion,
    active_conversations: active,
    active_last_15_minutes: activeNow,
  } = chatbots.total;
  const versus = "vs. before";
  const change = (now: number, then: number) => {
    const delta = percentChange(now, then);
    return { delta, deltaLabel: delta === undefined ? "" : versus };
  };
  return (
    <section aria-label="Figures" className="grid gap-2">
      <p className="text-muted-foreground text-sm">
        {formatLongDay(period.from)} to {formatLongDay(period.to)}, compared with the{" "}
        {period.days === 1 ? "day" : `${period.days} days`} before
      </p>
      <StatGroup>
        <Stat
          label="Conversations"
          value={formatCount(totals.conversations)}
          {...change(totals.conversations, before.conversations)}
        />
        <Stat label="Messages" value={formatCount(messages)} {...change(messages, messagesBefore)} />
        <Stat
          label="Response rate"
          value={totals.response_rate === null ? "–" : formatPercent(totals.response_rate)}
          hint={before.response_rate !== null && `${formatPercent(before.response_rate)} before`}
        />
        <Stat
          label="Response time"
          value={
            totals.average_response_seconds === null ? "–" : formatSeconds(totals.average_response_seconds)
          }
          lowerIsBetter
          {...change(totals.average_response_seconds ?? 0, before.average_response_seconds ?? 0)}
        />
        <Stat label="Leads" value={formatCount(totals.leads)} {...change(totals.leads, before.leads)} />
        <Stat
          label="Lead conversion"
          value={conversion === null ? "–" : `${Math.round(conversion * 1000) / 10}%`}
          hint="Leads by conversations"
        />
        <Stat
          label="Tickets"
          value={formatCount(totals.tickets)}
          lowerIsBetter
          {...change(totals.tickets, before.tickets)}
        />
        <Stat
          label="Active in the last 24 h"
          value={formatCount(active)}
          hint={`${formatCount(activeNow)} in the last 15 minutes`}
        />
      </StatGroup>
    </section>
  );
}

interface NothingProps {
  path: string;
  isFiltered: boolean;
  importHref: string | undefined;
}

function Nothing({ path, isFiltered, importHref }: NothingProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={ChartNoAxesColumn}
        title="Nothing happened in these days"
        action={
          <Button variant="outline" asChild>
            <Link href={path}>Show the last {DEFAULT_RANGE_DAYS} days</Link>
          </Button>
        }
      >
        Choose a longer range, or all chatbots.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={ChartNoAxesColumn}
      title="No figures yet"
      action={
        importHref && (
          <Button asChild>
            <Link href={importHref}>
              <Upload /> Import history
            </Link>
          </Button>
        )
      }
    >
      {importHref
        ? "Import the conversations you already have, and this page shows how much is asked and how fast it is answered."
        : "As soon as customers write, this page shows how much is asked and how fast it is answered."}
    </EmptyState>
  );
}
