import type { ChartSeries, DayPoint } from "@/components/charts/chart-data";
import type { DailyUsage } from "@/lib/usage/schema";

/** Tools with a colour of their own; the others are shown together. */
const OWN_COLOUR = 4;
const OTHERS = "others";

/** Calls per day as bars: the most used tools one by one, the rest together. */
export function callsByTool(usage: Pick<DailyUsage, "series" | "tools" | "tools_by_day">): {
  data: DayPoint[];
  series: ChartSeries[];
} {
  const called = usage.tools.filter(({ calls }) => calls > 0).toSorted((a, b) => b.calls - a.calls);
  const own = called.slice(0, called.length === OWN_COLOUR + 1 ? OWN_COLOUR + 1 : OWN_COLOUR);
  const keyOf = new Map(own.map(({ tool }, index) => [tool, `tool${index}`]));
  const days = new Map(usage.series.map(({ day }) => [day, { day } as DayPoint]));
  for (const { day, tool, calls } of usage.tools_by_day) {
    const point = days.get(day);
    const key = keyOf.get(tool) ?? OTHERS;
    if (point) point[key] = Number(point[key] ?? 0) + calls;
  }
  const series = own.map(({ tool }) => ({ key: keyOf.get(tool) ?? OTHERS, label: tool }));
  if (called.length > own.length) series.push({ key: OTHERS, label: "Other tools" });
  return { data: [...days.values()], series };
}
