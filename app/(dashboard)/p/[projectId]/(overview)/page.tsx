import { Cable, ListChecks, MessagesSquare, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BarSeries } from "@/components/charts/bar-series";
import { Breakdown } from "@/components/charts/breakdown";
import { Sparkline } from "@/components/charts/sparkline";
import { ConversationTable } from "@/components/conversations/conversation-table";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { formatCount } from "@/components/format/count";
import { addressWith, queryText } from "@/components/lists/list-address";
import { percentChange } from "@/components/overview/change";
import { FirstRunGuide } from "@/components/overview/guide";
import { GuideToggle } from "@/components/overview/guide-toggle";
import { RecentConnections } from "@/components/overview/recent-connections";
import { RecentImports } from "@/components/overview/recent-imports";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatGroup } from "@/components/ui/stat";
import { TabLinks } from "@/components/ui/tab-links";
import type { Caller } from "@/lib/auth/caller";
import { callerForProject } from "@/lib/auth/session";
import { listConnections } from "@/lib/connections/list";
import { listImports } from "@/lib/imports/list";
import { getAnalytics } from "@/lib/metrics/analytics";
import { getOverview } from "@/lib/metrics/overview";
import type { Overview, SeriesStep } from "@/lib/metrics/schema";
import { getProjectSettings } from "@/lib/projects/get-settings";
import { getGuide } from "@/lib/projects/guide";
import { forPage } from "@/lib/web/for-page";
import { setGuideAction } from "./actions";

export const metadata: Metadata = { title: HEADINGS.overview.title };

const RANGES = [7, 30, 90] as const;
const DEFAULT_RANGE = 30;
/** Imports and connections shown at the bottom. */
const RECENT = 4;

export default async function OverviewPage({ params, searchParams }: PageProps<"/p/[projectId]">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const days = RANGES.find((range) => String(range) === queryText(query, "days")) ?? DEFAULT_RANGE;
  const { time_zone: zone } = await forPage(getProjectSettings(caller));
  const mayManage = caller.permissions.has("projects:manage");
  const [overview, { series }, imports, connections, guide] = await Promise.all([
    getOverview(caller, { days }, zone),
    getAnalytics(caller, { days, step: "day" }, zone),
    recentImports(caller),
    listConnections(caller, { state: "standing", limit: RECENT }),
    mayManage ? getGuide(caller) : null,
  ]);
  const canImport = caller.permissions.has("history:import");
  const pages = routes.project(projectId);
  const { totals } = overview;
  const isNew = totals.conversations === 0 && totals.products === 0;
  const toggle = setGuideAction.bind(null, projectId);
  const showsGuide = guide && !guide.is_finished && !guide.is_put_away;
  return (
    <>
      <PageHeader
        {...HEADINGS.overview}
        actions={
          <>
            {guide?.is_put_away && !guide.is_finished && (
              <GuideToggle action={toggle} isPutAway>
                <ListChecks /> Setup guide
              </GuideToggle>
            )}
            {!isNew && canImport && (
              <Button variant="outline" asChild>
                <Link href={pages.import}>
                  <Upload /> Import
                </Link>
              </Button>
            )}
            {!isNew && (
              <Button asChild>
                <Link href={pages.mcp}>
                  <Cable /> Connect an assistant
                </Link>
              </Button>
            )}
          </>
        }
      />
      {showsGuide && (
        <div className="mb-4">
          <FirstRunGuide
            projectId={projectId}
            guide={guide}
            dismiss={
              <GuideToggle action={toggle} isPutAway={false}>
                Put away
              </GuideToggle>
            }
          />
        </div>
      )}
      {isNew ? (
        <div className="grid gap-4 lg:grid-cols-2">
          {canImport && <RecentImports imports={imports} href={pages.import} />}
          <RecentConnections connections={connections.items} href={pages.mcp} />
          {!showsGuide && (
            <Card className="lg:col-span-2">
              <EmptyState icon={MessagesSquare} title="Nothing has happened here yet">
                {canImport
                  ? "Import your history, or put the chatbot on your website, and figures appear here."
                  : "As soon as customers write, or an owner or admin imports the history, figures appear here."}
              </EmptyState>
            </Card>
          )}
        </div>
      ) : (
        <div className="grid gap-4">
          <Figures overview={overview} series={series} days={days} />
          <div className="grid gap-4 lg:grid-cols-3">
            <ConversationsPerDay series={series} days={days} path={pages.overview} />
            <Platforms overview={overview} days={days} />
          </div>
          <LatestConversations overview={overview} projectId={projectId} />
          <div className="grid gap-4 lg:grid-cols-2">
            {canImport && <RecentImports imports={imports} href={pages.import} />}
            <RecentConnections connections={connections.items} href={pages.mcp} />
          </div>
        </div>
      )}
    </>
  );
}

async function recentImports(caller: Caller) {
  if (!caller.permissions.has("history:import")) return [];
  return (await listImports(caller, { limit: RECENT })).items;
}

interface FiguresProps {
  overview: Overview;
  series: readonly SeriesStep[];
  days: number;
}

function Figures({ overview, series, days }: FiguresProps) {
  const { totals, range } = overview;
  const before = `vs. ${days} days before`;
  const conversationChange = percentChange(range.conversations, range.previous_conversations);
  const messageChange = percentChange(range.messages, range.previous_messages);
  return (
    <section aria-label="Figures">
      <StatGroup>
        <Stat
          label="Conversations"
          value={formatCount(totals.conversations)}
          delta={conversationChange}
          deltaLabel={conversationChange === undefined ? "" : before}
          hint={conversationChange === undefined && `${formatCount(range.conversations)} in ${days} days`}
          chart={
            <Sparkline
              label={`Conversations, last ${days} days`}
              values={series.map((day) => day.conversations)}
              className="max-sm:hidden"
            />
          }
        />
        <Stat
          label="Messages"
          value={formatCount(totals.messages)}
          delta={messageChange}
          deltaLabel={messageChange === undefined ? "" : before}
          hint={messageChange === undefined && `${formatCount(range.messages)} in ${days} days`}
          chart={
            <Sparkline
              label={`Messages, last ${days} days`}
              values={series.map((day) => day.user_messages + day.agent_messages)}
              className="max-sm:hidden"
            />
          }
        />
        <Stat label="Products" value={formatCount(totals.products)} hint="In the catalogue" />
        <Stat label="Chatbots" value={formatCount(totals.chatbots)} hint={answered(range.response_rate)} />
      </StatGroup>
    </section>
  );
}

function answered(rate: number | null): string {
  return rate === null
    ? "No conversation in this time"
    : `${Math.round(rate * 100)}% of conversations answered`;
}

const SERIES = [{ key: "conversations", label: "Conversations" }] as const;

interface ConversationsPerDayProps {
  series: readonly SeriesStep[];
  days: number;
  path: string;
}

function ConversationsPerDay({ series, days, path }: ConversationsPerDayProps) {
  const total = series.reduce((sum, { conversations }) => sum + conversations, 0);
  return (
    <Card className="lg:col-span-2">
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
        <BarSeries
          label="Conversations per day"
          description={`${formatCount(total)} in ${days} days, by the day they began`}
          data={series.map(({ start, conversations }) => ({ day: start, conversations }))}
          series={SERIES}
        />
      </CardContent>
    </Card>
  );
}

function Platforms({ overview, days }: { overview: Overview; days: number }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>By platform</CardTitle>
        <p className="text-muted-foreground text-sm">Conversations of the last {days} days</p>
      </CardHeader>
      <CardContent>
        <Breakdown
          label="Conversations by platform"
          items={overview.range.platforms.map(({ platform, conversations }) => ({
            label: PLATFORM_LABELS[platform],
            value: conversations,
          }))}
        />
      </CardContent>
    </Card>
  );
}

function LatestConversations({ overview, projectId }: { overview: Overview; projectId: string }) {
  return (
    <Card aria-label="Latest conversations">
      <CardHeader>
        <CardTitle>Latest conversations</CardTitle>
        <CardAction>
          <Button variant="ghost" size="sm" asChild>
            <Link href={routes.project(projectId).conversations}>
              View all<span className="sr-only"> conversations</span>
            </Link>
          </Button>
        </CardAction>
      </CardHeader>
      {overview.latest_conversations.length > 0 ? (
        <ConversationTable
          label="Latest conversations"
          projectId={projectId}
          conversations={overview.latest_conversations}
          compact
        />
      ) : (
        <p className="flex items-center gap-2 px-4 pb-4 text-muted-foreground text-sm">
          <MessagesSquare className="size-4" /> No conversations yet.
        </p>
      )}
    </Card>
  );
}
