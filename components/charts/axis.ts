import { type ChartUnit, formatDay, formatTick } from "@/components/charts/chart-data";

const tick = { fontSize: 11, fill: "var(--muted-foreground)" };

/** What all charts over days have in common. */
export const axis = { margin: { top: 6, right: 4, bottom: 0, left: 0 } };

export const xAxis = {
  dataKey: "day",
  tickFormatter: formatDay,
  tick,
  tickLine: false,
  axisLine: { stroke: "var(--border)" },
  tickMargin: 8,
  minTickGap: 36,
};

export const yAxis = (unit: ChartUnit) => ({
  tickFormatter: (value: number) => formatTick(value, unit),
  tick,
  tickLine: false,
  axisLine: false,
  width: unit === "seconds" ? 48 : 36,
  ...(unit === "percent" ? { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] } : { tickCount: 4 }),
  allowDecimals: unit === "percent",
});
