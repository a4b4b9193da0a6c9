import type { ChartSeries, DayPoint } from "@/components/charts/chart-data";

/** What every chart over days takes. */
export interface DayChartProps {
  /** Says what the chart shows: "Conversations per day". */
  label: string;
  /** One line below the label. */
  description?: string;
  /** Whether the label is shown as the chart's heading; it is read out in any case. */
  heading?: boolean;
  /** What a point stands for, above the table's first column; "Day" unless told otherwise. */
  unit?: string;
  /** One point per day, oldest first, days without figures included. */
  data: readonly DayPoint[];
  /** At most five. */
  series: readonly ChartSeries[];
  /** In pixels. */
  height?: number;
}

export const CHART_HEIGHT = 240;
