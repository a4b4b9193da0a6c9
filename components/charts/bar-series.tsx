"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { CHART_HEIGHT, type DayChartProps } from "@/components/charts/day-chart-props";
import { Skeleton } from "@/components/ui/skeleton";

// The drawing needs the browser; the server renders a skeleton of the same height.
const Drawing = dynamic(() => import("@/components/charts/bar-drawing").then((file) => file.BarDrawing), {
  ssr: false,
  loading: () => <Skeleton className="size-full" />,
});

/** Figures per day as bars; several series stand on top of each other. */
export function BarSeries({ height = CHART_HEIGHT, ...props }: DayChartProps) {
  const { data, series, step, unit } = props;
  return (
    <ChartFrame height={height} {...props}>
      <Drawing data={data} series={series} step={step} unit={unit} />
    </ChartFrame>
  );
}
