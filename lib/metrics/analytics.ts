import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { PLATFORMS, type Platform } from "@/lib/conversations/schema";
import { UTC } from "@/lib/core/time-zone";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { dailyFigures } from "./days";
import { type FigureSums, figureSums, toFigures } from "./figures";
import { namedChatbot } from "./named-chatbot";
import { dayOf, daysAfter, type Period, periodBefore, periodOf } from "./period";
import type { Analytics, GetAnalyticsInput } from "./schema";

interface Row extends FigureSums {
  platform: Platform;
  /** First day of the step inside the period; null for the days before it. */
  start: string | null;
}

/**
 * Figures of the caller's projects, or of one chatbot, for up to 365 days: together, by platform and step by step,
 * with those of as many days before. One query over a rollup, however many messages there are.
 * @param zone where the days begin; assistants always ask in UTC
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError days that do not fit together; see `periodOf`
 */
export async function getAnalytics(
  caller: Caller,
  input: GetAnalyticsInput,
  zone: string = UTC,
): Promise<Analytics> {
  requirePermission(caller, "analytics:read");
  const db = dbFor(caller);
  const period = periodOf(input, zone);
  const previous = periodBefore(period);
  const ofChatbot =
    input.chatbot_id === undefined ? Prisma.empty : Prisma.sql`AND d.chatbot_id = ${input.chatbot_id}`;
  const [chatbot, rows] = await Promise.all([
    namedChatbot(db, input.chatbot_id),
    db.$queryRaw<Row[]>`
      SELECT d.platform::text AS platform, ${figureSums},
             CASE WHEN d.day >= ${period.from}::date
                  THEN greatest(date_trunc(${input.step}, d.day::timestamp)::date, ${period.from}::date)::text
             END AS start
        FROM ${dailyFigures(caller.projectIds, { from: previous.from, to: period.to }, zone)} d
       WHERE true ${ofChatbot}
       GROUP BY d.platform, start`,
  ]);
  const before = rows.filter(({ start }) => start === null);
  const within = rows.filter(({ start }) => start !== null);
  const byStart = Map.groupBy(within, ({ start }) => start);
  return {
    chatbot,
    period,
    previous_period: previous,
    totals: toFigures(within),
    previous_totals: toFigures(before),
    platforms: PLATFORMS.map((platform) => ({
      platform,
      ...toFigures(within.filter((row) => row.platform === platform)),
    })),
    step: input.step,
    series: startsOf(period, input.step).map((start) => ({
      start,
      ...toFigures(byStart.get(start) ?? []),
    })),
  };
}

/** First day of each step; the first and last may be cut by the period. */
function startsOf(period: Period, step: GetAnalyticsInput["step"]): string[] {
  const starts: string[] = [];
  for (let day = period.from; day <= period.to; day = nextStart(day, step)) starts.push(day);
  return starts;
}

function nextStart(day: string, step: GetAnalyticsInput["step"]): string {
  const date = new Date(day);
  switch (step) {
    case "day":
      return daysAfter(day, 1);
    case "week":
      return daysAfter(day, 7 - ((date.getUTCDay() + 6) % 7));
    case "month":
      return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
  }
}
