import type { ChartSeries, ChartStep, ChartUnit, DayPoint } from "@/components/charts/chart-data";

/** What every chart over days takes. */
export interface DayChartProps {
  /** Says what the chart shows: "Conversations per day". */
  label: string;
  /** One line below the label. */
  description?: string;
  /** Whether the label is shown as the chart's heading; it is read out in any case. */
  heading?: boolean;
  /** One point per day, week or month, oldest first, those without figures included. */
  data: readonly DayPoint[];
  /** At most five. */
  series: readonly ChartSeries[];
  /** A day when left out. */
  step?: ChartStep;
  /** A count when left out. */
  unit?: ChartUnit;
  /** In pixels. */
  height?: number;
}

/** What a drawing needs of it. */
export type DayDrawingProps = Pick<DayChartProps, "data" | "series" | "step" | "unit">;

export const CHART_HEIGHT = 240;
