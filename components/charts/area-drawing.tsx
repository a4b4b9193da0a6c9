"use client";

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axis, xAxis, yAxis } from "@/components/charts/axis";
import { seriesColor } from "@/components/charts/chart-data";
import { ChartTooltip } from "@/components/charts/chart-tooltip";
import type { DayChartProps } from "@/components/charts/day-chart-props";

export function AreaDrawing({ data, series }: Pick<DayChartProps, "data" | "series">) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={[...data]} margin={axis.margin}>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis {...xAxis} />
        <YAxis {...yAxis} />
        <Tooltip
          content={<ChartTooltip series={series} />}
          cursor={{ stroke: "var(--muted-foreground)", strokeDasharray: "3 3" }}
          isAnimationActive={false}
        />
        {series.map((one, index) => (
          <Area
            key={one.key}
            dataKey={one.key}
            name={one.label}
            type="monotone"
            stroke={seriesColor(index)}
            strokeWidth={1.75}
            fill={seriesColor(index)}
            fillOpacity={0.12}
            dot={false}
            activeDot={{ r: 3.5, strokeWidth: 0 }}
            isAnimationActive={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}
