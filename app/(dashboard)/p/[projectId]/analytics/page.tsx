import { ChartNoAxesColumn, Upload } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { PeriodFilters } from "@/components/analytics/period-filters";
import { ExportLink } from "@/components/lists/export-link";
import { FilterProblem } from "@/components/lists/filter-problem";
import { queryText } from "@/components/lists/list-address";
import { HEADINGS } from "@/components/shell/headings";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { Caller } from "@/lib/auth/caller";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import { instantsOf } from "@/lib/core/time-zone";
import { getLeadFunnel } from "@/lib/leads/funnel";
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
import { Figures, type FiguresProps } from "./figures";

export const metadata: Metadata = { title: HEADINGS.analytics.title };

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
        {...HEADINGS.analytics}
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
        <Figures projectId={projectId} timeZone={zone} {...result.data} />
      )}
    </>
  );
}

/** Everything on the page about one period. */
async function figures(
  caller: Caller,
  input: GetAnalyticsInput,
  zone: string,
): Promise<Omit<FiguresProps, "projectId" | "timeZone">> {
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
