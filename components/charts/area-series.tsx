"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { CHART_HEIGHT, type DayChartProps } from "@/components/charts/day-chart-props";
import { Skeleton } from "@/components/ui/skeleton";

// The drawing needs the browser; the server renders a skeleton of the same height.
const Drawing = dynamic(() => import("@/components/charts/area-drawing").then((file) => file.AreaDrawing), {
  ssr: false,
  loading: () => <Skeleton className="size-full" />,
});

/** Figures per day as areas, for courses rather than single days. */
export function AreaSeries({ height = CHART_HEIGHT, ...props }: DayChartProps) {
  return (
    <ChartFrame height={height} {...props}>
      <Drawing data={props.data} series={props.series} />
    </ChartFrame>
  );
}
