"use client";

import { type PointerEvent, type ReactNode, useState } from "react";
import { type ChartUnit, formatDay, formatTick } from "@/components/charts/chart-data";
import { ChartTooltip } from "@/components/charts/chart-tooltip";
import type { DayDrawingProps } from "@/components/charts/day-chart-props";
import { cn } from "@/lib/core/cn";

/** Days named below a drawing; every second of them where there is little room. */
const MAX_LABELS = 7;

export interface PlotProps extends DayDrawingProps {
  /** Values of the grid's lines, from 0 up to the top of the drawing. */
  ticks: readonly number[];
  /** The drawing itself, over the whole plot. */
  children: ReactNode;
}

/**
 * Axes, grid and the figures under the pointer. It needs no measuring: what stands in the page from the start is drawn
 * by the server, and nothing moves when the page comes to life.
 */
export function Plot({ data, series, step = "day", unit = "count", ticks, children }: PlotProps) {
  const [active, setActive] = useState<number>();
  const top = ticks.at(-1) || 1;
  const point = active === undefined ? undefined : data[active];
  const middle = active === undefined ? 0 : middleOf(active, data.length);

  function follow({ clientX, currentTarget }: PointerEvent<HTMLElement>) {
    const { left, width } = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * data.length);
    setActive(Math.min(Math.max(index, 0), data.length - 1));
  }

  return (
    <div
      data-slot="plot"
      className={cn(
        "@container grid size-full grid-rows-[minmax(0,1fr)_1.375rem] pt-1.5 text-2xs text-muted-foreground tabular-nums",
        WIDTHS[unit],
      )}
    >
      <div aria-hidden className="relative">
        {ticks.map((tick) => (
          <span
            key={tick}
            className="absolute right-2 translate-y-1/2 whitespace-nowrap leading-none"
            style={{ bottom: `${(tick / top) * 100}%` }}
          >
            {formatTick(tick, unit)}
          </span>
        ))}
      </div>
      <div className="relative" onPointerMove={follow} onPointerLeave={() => setActive(undefined)}>
        {ticks.map((tick) => (
          <span
            key={tick}
            aria-hidden
            className={cn("absolute inset-x-0 border-b", tick > 0 && "border-dashed opacity-70")}
            style={{ bottom: `${(tick / top) * 100}%` }}
          />
        ))}
        {active !== undefined && (
          <span
            aria-hidden
            className="absolute inset-y-0 bg-muted-foreground/10"
            style={{ left: `${(active / data.length) * 100}%`, width: `${100 / data.length}%` }}
          />
        )}
        {children}
        {point && (
          <div
            className={cn(
              "pointer-events-none absolute top-0 z-10 w-max max-w-56",
              middle > 50 ? "-translate-x-[calc(100%+0.75rem)]" : "translate-x-3",
            )}
            style={{ left: `${middle}%` }}
          >
            <ChartTooltip point={point} series={series} step={step} unit={unit} />
          </div>
        )}
      </div>
      <div aria-hidden className="relative col-start-2">
        {labelled(data.length).map((index, place) => (
          <span
            key={index}
            className={cn(
              "absolute top-1.5 -translate-x-1/2 whitespace-nowrap leading-none",
              place % 2 === 1 && "hidden @md:block",
            )}
            style={{ left: `${middleOf(index, data.length)}%` }}
          >
            {formatDay(data[index]?.day ?? "")}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The axis on the left has room for the longest figure of its unit. */
const WIDTHS: Record<ChartUnit, string> = {
  count: "grid-cols-[2.25rem_minmax(0,1fr)]",
  percent: "grid-cols-[2.5rem_minmax(0,1fr)]",
  seconds: "grid-cols-[3rem_minmax(0,1fr)]",
};

/** Where a point stands, in percent of the width. */
export function middleOf(index: number, count: number): number {
  return ((index + 0.5) / count) * 100;
}

function labelled(count: number): number[] {
  const stride = Math.max(1, Math.ceil(count / MAX_LABELS));
  return Array.from({ length: Math.ceil(count / stride) }, (_, place) => place * stride);
}
