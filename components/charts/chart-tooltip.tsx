"use client";

import {
  type ChartSeries,
  type ChartStep,
  type ChartUnit,
  type DayPoint,
  formatFigure,
  formatStep,
  seriesColor,
} from "@/components/charts/chart-data";

export interface ChartTooltipProps {
  point: DayPoint;
  series: readonly ChartSeries[];
  step: ChartStep;
  unit: ChartUnit;
}

/** The figures of the step under the pointer. */
export function ChartTooltip({ point, series, step, unit }: ChartTooltipProps) {
  return (
    <div className="rounded-md border bg-popover px-2.5 py-1.5 text-popover-foreground text-xs shadow-md">
      <p className="mb-1 text-muted-foreground">{formatStep(point.day, step)}</p>
      <ul className="grid gap-0.5">
        {series.map((one, index) => (
          <li key={one.key} className="flex items-center gap-1.5">
            <span className="size-2 rounded-xs" style={{ backgroundColor: seriesColor(index) }} />
            {one.label}
            <span className="ml-auto pl-4 font-medium">{formatFigure(point, one.key, unit)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
