"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axis, xAxis, yAxis } from "@/components/charts/axis";
import { seriesColor } from "@/components/charts/chart-data";
import { ChartTooltip } from "@/components/charts/chart-tooltip";
import type { DayDrawingProps } from "@/components/charts/day-chart-props";

export function LineDrawing({ data, series, step = "day", unit = "count" }: DayDrawingProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...data]} margin={axis.margin}>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis {...xAxis} />
        <YAxis {...yAxis(unit)} />
        <Tooltip
          content={<ChartTooltip series={series} step={step} unit={unit} />}
          cursor={{ stroke: "var(--muted-foreground)", strokeOpacity: 0.4 }}
          isAnimationActive={false}
        />
        {series.map((one, index) => (
          <Line
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stroke={seriesColor(index)}
            strokeWidth={2}
            // A point between two gaps has no line to be seen by.
            dot={data.length > 45 ? false : { r: 2, strokeWidth: 0, fill: seriesColor(index) }}
            activeDot={{ r: 4, strokeWidth: 0 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
