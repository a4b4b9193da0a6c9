"use client";

import { seriesColor } from "@/components/charts/chart-data";
import type { DayDrawingProps } from "@/components/charts/day-chart-props";
import { middleOf, Plot } from "@/components/charts/plot";
import { ticksUpTo } from "@/components/charts/ticks";

/** From this many points on, a line is read without dots. */
const MAX_DOTS = 45;

/** The lines themselves, drawn by the server; they stretch with the page, their strokes don't. */
export function LineDrawing(props: DayDrawingProps) {
  const { data, series, unit = "count" } = props;
  const valuesOf = (key: string) =>
    data.map((point) => (typeof point[key] === "number" ? point[key] : undefined));
  const values = series.map(({ key }) => valuesOf(key));
  const ticks = ticksUpTo(Math.max(0, ...values.flat().filter((value) => value !== undefined)), unit);
  const top = ticks.at(-1) || 1;
  const place = (value: number, index: number) =>
    `${middleOf(index, data.length).toFixed(2)} ${(100 - (value / top) * 100).toFixed(2)}`;
  return (
    <Plot {...props} ticks={ticks}>
      <svg
        aria-hidden="true"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        className="absolute inset-0 size-full overflow-visible"
      >
        {values.map((line, number) => (
          <g
            key={series[number]?.key}
            stroke={seriesColor(number)}
            fill="none"
            strokeLinecap="round"
            strokeLinejoin="round"
          >
            <path d={pathOf(line, place)} strokeWidth={2} vectorEffect="non-scaling-stroke" />
            {/* A point between two gaps has no line to be seen by. */}
            {data.length <= MAX_DOTS && (
              <path d={dotsOf(line, place)} strokeWidth={5} vectorEffect="non-scaling-stroke" />
            )}
          </g>
        ))}
      </svg>
    </Plot>
  );
}

type Place = (value: number, index: number) => string;

/** A step without a figure leaves a gap. */
function pathOf(line: readonly (number | undefined)[], place: Place): string {
  return line
    .map((value, index) =>
      value === undefined ? "" : `${line[index - 1] === undefined ? "M" : "L"}${place(value, index)}`,
    )
    .join("");
}

function dotsOf(line: readonly (number | undefined)[], place: Place): string {
  return line.map((value, index) => (value === undefined ? "" : `M${place(value, index)}h0`)).join("");
}
