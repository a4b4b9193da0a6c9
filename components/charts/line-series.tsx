"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { CHART_HEIGHT, type DayChartProps } from "@/components/charts/day-chart-props";
import { Skeleton } from "@/components/ui/skeleton";

// The drawing needs the browser; the server renders a skeleton of the same height.
const Drawing = dynamic(() => import("@/components/charts/line-drawing").then((file) => file.LineDrawing), {
  ssr: false,
  loading: () => <Skeleton className="size-full" />,
});

/** The course of rates and times; a step without one leaves a gap. */
export function LineSeries({ height = CHART_HEIGHT, ...props }: DayChartProps) {
  const { data, series, step, unit } = props;
  return (
    <ChartFrame height={height} {...props}>
      <Drawing data={data} series={series} step={step} unit={unit} />
    </ChartFrame>
  );
}
