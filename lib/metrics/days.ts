import "server-only";
import { startOfDay, UTC } from "@/lib/core/time-zone";
import { Prisma } from "@/lib/db/generated/client";
import { daysAfter } from "./period";

/**
 * The rollup of some projects by day, from the first to the last day: in place of `metric_daily` where a query reads
 * from it. In UTC it is that table; elsewhere the hourly rollup is added up to the days of the zone. An hour belongs to
 * the day in which it begins, which matters only where clocks differ from UTC by a part of an hour.
 */
export function dailyFigures(
  projectIds: readonly string[],
  { from, to }: { from: string; to: string },
  zone: string,
): Prisma.Sql {
  const projects = Prisma.sql`${[...projectIds]}::text[]`;
  if (zone === UTC) {
    return Prisma.sql`(
      SELECT * FROM metric_daily WHERE project_id = ANY (${projects}) AND day BETWEEN ${from}::date AND ${to}::date)`;
  }
  const days: string[] = [];
  for (let day = from; day <= to; day = daysAfter(day, 1)) days.push(day);
  const starts = days.map((day) => startOfDay(zone, day));
  const end = startOfDay(zone, daysAfter(to, 1));
  // The beginnings of days come from here, so that they are the same whatever time zones the database knows.
  return Prisma.sql`(
    SELECT h.*, (${days}::date[])[width_bucket(h.hour, ${starts}::timestamptz[])] AS day
      FROM metric_hourly h
     WHERE h.project_id = ANY (${projects}) AND h.hour >= ${starts[0]} AND h.hour < ${end})`;
}
