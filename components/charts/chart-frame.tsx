"use client";

import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { type ChartSeries, type DayPoint, figureOf, seriesColor } from "@/components/charts/chart-data";
import type { DayChartProps } from "@/components/charts/day-chart-props";
import { formatCount } from "@/components/format/count";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";

const DayTable = onDemand(() => import("@/components/charts/day-table").then((file) => file.DayTable));

export interface ChartFrameProps extends DayChartProps {
  height: number;
  children: ReactNode;
}

/** Legend, and the same figures as a table for those who would rather read, or can't see the drawing. */
export function ChartFrame({
  label,
  description,
  heading = true,
  data,
  series,
  step = "day",
  unit = "count",
  height,
  children,
}: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const total = series.map((one) => `${one.label} ${formatCount(sum(data, one.key))}`).join(", ");
  return (
    <figure data-slot="chart" className="grid min-w-0 gap-3" aria-labelledby={`${id}-label`}>
      <div className="flex items-start justify-between gap-3">
        <figcaption className="grid min-w-0 gap-0.5">
          {heading ? (
            <h2 id={`${id}-label`} className="font-semibold text-base leading-5">
              {label}
            </h2>
          ) : (
            <span id={`${id}-label`} className="sr-only">
              {label}
            </span>
          )}
          {unit === "count" && <span className="sr-only">In total: {total}.</span>}
          {description && <p className="text-muted-foreground text-sm">{description}</p>}
          <Legend series={series} />
        </figcaption>
        <Button
          variant="ghost"
          size="sm"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="-my-1 -mr-2 ml-auto font-normal text-muted-foreground"
        >
          {asTable ? <ChartColumn /> : <Table2 />}
          {asTable ? "Show as chart" : "Show as table"}
        </Button>
      </div>
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div tabIndex={0} className="overflow-y-auto rounded-md border" style={{ height }}>
          <DayTable label={label} data={data} series={series} step={step} unit={unit} />
        </div>
      ) : (
        <div className="min-w-0" style={{ height }}>
          {children}
        </div>
      )}
    </figure>
  );
}

function sum(data: readonly DayPoint[], key: string): number {
  return data.reduce((total, point) => total + figureOf(point, key), 0);
}

function Legend({ series }: { series: readonly ChartSeries[] }) {
  if (series.length < 2) return null;
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-xs">
      {series.map((one, index) => (
        <li key={one.key} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-xs" style={{ backgroundColor: seriesColor(index) }} />
          {one.label}
        </li>
      ))}
    </ul>
  );
}
