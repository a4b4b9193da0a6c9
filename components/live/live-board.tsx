"use client";

import { BarSeries } from "@/components/charts/bar-series";
import { formatCount } from "@/components/format/count";
import { formatClock } from "@/components/format/time";
import { useTimeZone } from "@/components/format/time-zone";
import { ActiveConversations } from "@/components/live/active-conversations";
import { EventFeed } from "@/components/live/event-feed";
import { LiveStatus, Refused } from "@/components/live/live-status";
import { UnderWay } from "@/components/live/under-way";
import { useLive } from "@/components/live/use-live";
import { formatWait } from "@/components/live/words";
import { Card, CardContent } from "@/components/ui/card";
import { PageHeader, type PageHeaderProps } from "@/components/ui/page-header";
import { Stat, StatGroup } from "@/components/ui/stat";
import type { LiveView } from "@/lib/live/schema";
import { ACTIVE_MINUTES, LIVE_HOURS, LIVE_STEP_MINUTES } from "@/lib/live/values";

export interface LiveBoardProps {
  projectId: string;
  /** The page as the server rendered it. */
  initial: LiveView;
  heading: Pick<PageHeaderProps, "title" | "description">;
}

/** What happens in a project now, kept up to date without reloading. */
export function LiveBoard({ projectId, initial, heading }: LiveBoardProps) {
  const { view, state, setPaused } = useLive(projectId, initial);
  return (
    <>
      <PageHeader {...heading} actions={<LiveStatus state={state} onPause={setPaused} />} />
      <div className="grid gap-4">
        {state === "refused" && <Refused />}
        <UnderWay projectId={projectId} view={view} />
        <Figures view={view} />
        <Activity view={view} />
        <div className="grid items-start gap-4 lg:grid-cols-3">
          <ActiveConversations projectId={projectId} view={view} className="lg:order-last" />
          <EventFeed projectId={projectId} events={view.events} className="lg:col-span-2" />
        </div>
      </div>
    </>
  );
}

function Figures({ view: { metrics } }: { view: LiveView }) {
  const { now, totals } = metrics;
  return (
    <section aria-label="Figures">
      <StatGroup>
        <Stat
          label="Active conversations"
          value={formatCount(now.active_last_15_minutes)}
          hint={`A message in the last ${ACTIVE_MINUTES} minutes`}
        />
        <Stat
          label="Waiting for an answer"
          value={formatCount(now.waiting_for_answer)}
          hint={
            now.longest_wait_seconds === null
              ? "Nobody waits"
              : `Longest: ${formatWait(now.longest_wait_seconds)}`
          }
        />
        <Stat
          label="New conversations"
          value={formatCount(totals.conversations)}
          hint={`In the last ${LIVE_HOURS} hours`}
        />
        <Stat
          label="Messages"
          value={formatCount(totals.user_messages + totals.agent_messages)}
          hint={`In the last ${LIVE_HOURS} hours`}
        />
      </StatGroup>
    </section>
  );
}

const SERIES = [
  { key: "customers", label: "From customers" },
  { key: "replies", label: "Replies" },
] as const;

function Activity({ view: { metrics } }: { view: LiveView }) {
  const zone = useTimeZone();
  return (
    <Card>
      <CardContent>
        <BarSeries
          label={`Messages every ${LIVE_STEP_MINUTES} minutes`}
          description={`The last ${LIVE_HOURS} hours`}
          step="time"
          height={180}
          data={metrics.series.map((step) => ({
            day: formatClock(step.start, zone),
            customers: step.user_messages,
            replies: step.agent_messages,
          }))}
          series={SERIES}
        />
      </CardContent>
    </Card>
  );
}
