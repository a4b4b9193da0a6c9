/** One line or set of bars. */
export interface ChartSeries {
  /** The field of each point that holds the figure. */
  key: string;
  label: string;
}

/** One day with its figures; a missing figure counts as 0. */
export interface DayPoint {
  /** `YYYY-MM-DD`, a day in UTC; anything else, such as a time of day, is shown as it is. */
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
const count = new Intl.NumberFormat("en");
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

/** "6,000". */
export function formatCount(value: number): string {
  return count.format(value);
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
