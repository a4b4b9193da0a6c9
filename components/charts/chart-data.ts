import { formatCount } from "@/components/format/count";

/** One line or set of bars. */
export interface ChartSeries {
  /** The field of each point that holds the figure. */
  key: string;
  label: string;
}

/** What the figures of a chart are. */
export type ChartUnit = "count" | "percent" | "seconds";

/** Of what length each point is; longer ones are named by their first day. */
export type ChartStep = "day" | "week" | "month" | "time";

/** One day, week or month with its figures; a missing count is 0, any other missing figure unknown. */
export interface DayPoint {
  /** `YYYY-MM-DD`, a day in UTC, the first of a week or month; a time of day is shown as it is. */
  day: string;
  [key: string]: string | number;
}

/** The theme's chart colours in the order in which series take them. */
const COLORS = [
  "var(--chart-1)",
  "var(--chart-2)",
  "var(--chart-3)",
  "var(--chart-4)",
  "var(--chart-5)",
] as const;

/** The colour of the series at `index`, counted from 0. */
export function seriesColor(index: number): string {
  return COLORS[index % COLORS.length] ?? COLORS[0];
}

const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const longDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const monthName = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** "12 Nov"; a text that is no day stays as it is. */
export function formatDay(day: string): string {
  const time = Date.parse(day);
  return Number.isNaN(time) ? day : shortDay.format(time);
}

/** "Thu, 12 Nov 2026"; a text that is no day stays as it is. */
export function formatLongDay(day: string): string {
  const time = Date.parse(day);
  return Number.isNaN(time) ? day : longDay.format(time);
}

/** "Thu, 12 Nov 2026", "Week from 12 Nov 2026" or "November 2026". */
export function formatStep(day: string, step: ChartStep): string {
  const time = Date.parse(day);
  if (step === "day" || Number.isNaN(time)) return formatLongDay(day);
  return step === "month" ? monthName.format(time) : `Week from ${formatLongDay(day).replace(/^\w+, /, "")}`;
}

/** "45 s", "3 min 5 s" or "2 h 10 min". */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [large, small, units] =
    whole < 3600
      ? [Math.floor(whole / 60), whole % 60, ["min", "s"]]
      : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), ["h", "min"]];
  return small === 0 ? `${large} ${units[0]}` : `${large} ${units[0]} ${small} ${units[1]}`;
}

/** "87%" of a share from 0 to 1. */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A figure of a point as text; "–" when it is unknown. */
export function formatFigure(point: DayPoint, key: string, unit: ChartUnit): string {
  if (unit === "count") return formatCount(figureOf(point, key));
  const value = point[key];
  if (typeof value !== "number") return "–";
  return unit === "percent" ? formatPercent(value) : formatSeconds(value);
}

/** The same, short for axes. */
export function formatTick(value: number, unit: ChartUnit): string {
  if (unit === "count") return formatCompact(value);
  if (unit === "percent") return formatPercent(value);
  if (value < 120) return `${Math.round(value)} s`;
  return value < 7200 ? `${formatCompact(value / 60)} min` : `${formatCompact(value / 3600)} h`;
}

/** "6K", short for axes. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** The figure of `key` at a point, 0 when there is none. */
export function figureOf(point: DayPoint, key: string): number {
  const value = point[key];
  return typeof value === "number" ? value : 0;
}
