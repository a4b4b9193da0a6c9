import Link from "next/link";
import { ChatbotFigures } from "@/components/analytics/chatbot-figures";
import { BarSeries } from "@/components/charts/bar-series";
import { Breakdown } from "@/components/charts/breakdown";
import { formatLongDay, formatPercent, formatSeconds } from "@/components/charts/chart-data";
import { LineSeries } from "@/components/charts/line-series";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { FunnelChart } from "@/components/leads/funnel-chart";
import { percentChange } from "@/components/overview/change";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Stat, StatGroup } from "@/components/ui/stat";
import type { LeadFunnel } from "@/lib/leads/schema";
import type { Analytics, ChatbotMetrics } from "@/lib/metrics/schema";

export interface FiguresProps {
  projectId: string;
  /** Of the project: where its days begin. */
  timeZone: string;
  analytics: Analytics;
  chatbots: ChatbotMetrics;
  /** Null without the permission to see leads. */
  funnel: LeadFunnel | null;
}

/** Charts and figures of one period. */
export function Figures({ projectId, timeZone, analytics, chatbots, funnel }: FiguresProps) {
  const { series, step, platforms, chatbot } = analytics;
  const every = step === "day" ? "day" : "week";
  return (
    <div className="grid gap-4">
      <Totals timeZone={timeZone} analytics={analytics} chatbots={chatbots} />
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

function Totals({
  timeZone,
  analytics,
  chatbots,
}: Pick<FiguresProps, "timeZone" | "analytics" | "chatbots">) {
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
        {period.days === 1 ? "day" : `${period.days} days`} before. Days begin as in{" "}
        {timeZone.replaceAll("_", " ")}.
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
