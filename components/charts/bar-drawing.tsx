"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axis, xAxis, yAxis } from "@/components/charts/axis";
import { seriesColor } from "@/components/charts/chart-data";
import { ChartTooltip } from "@/components/charts/chart-tooltip";
import type { DayDrawingProps } from "@/components/charts/day-chart-props";

export function BarDrawing({ data, series, step = "day", unit = "count" }: DayDrawingProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...data]} margin={axis.margin} barCategoryGap="22%">
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis {...xAxis} />
        <YAxis {...yAxis(unit)} />
        <Tooltip
          content={<ChartTooltip series={series} step={step} unit={unit} />}
          cursor={{ fill: "var(--muted-foreground)", fillOpacity: 0.1 }}
          isAnimationActive={false}
        />
        {series.map((one, index) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stackId="all"
            fill={seriesColor(index)}
            maxBarSize={28}
            radius={index === series.length - 1 ? [2, 2, 0, 0] : 0}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
