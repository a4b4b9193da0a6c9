"use client";

import { figureOf, seriesColor } from "@/components/charts/chart-data";
import type { DayDrawingProps } from "@/components/charts/day-chart-props";
import { Plot } from "@/components/charts/plot";
import { ticksUpTo } from "@/components/charts/ticks";
import { cn } from "@/lib/core/cn";

/** The bars themselves: boxes of the page, drawn by the server. */
export function BarDrawing(props: DayDrawingProps) {
  const { data, series, unit = "count" } = props;
  const sums = data.map((point) => series.reduce((sum, { key }) => sum + figureOf(point, key), 0));
  const ticks = ticksUpTo(Math.max(0, ...sums), unit);
  const top = ticks.at(-1) || 1;
  return (
    <Plot {...props} ticks={ticks}>
      <div aria-hidden className="absolute inset-0 flex">
        {data.map((point, index) => (
          <div key={point.day} className="flex min-w-0 flex-1 items-end justify-center">
            <div
              data-slot="bar"
              className={cn(
                "flex w-4/5 max-w-7 flex-col-reverse overflow-hidden rounded-t-xs",
                data.length > 60 && "w-11/12",
              )}
              style={{ height: `${((sums[index] ?? 0) / top) * 100}%` }}
            >
              {series.map(({ key }, place) => (
                <div
                  key={key}
                  style={{ flexGrow: figureOf(point, key), backgroundColor: seriesColor(place) }}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Plot>
  );
}
