import { BarDrawing } from "@/components/charts/bar-drawing";
import { ChartFrame } from "@/components/charts/chart-frame";
import { CHART_HEIGHT, type DayChartProps } from "@/components/charts/day-chart-props";

/** Figures per day as bars; several series stand on top of each other. */
export function BarSeries({ height = CHART_HEIGHT, ...props }: DayChartProps) {
  const { data, series, step, unit } = props;
  return (
    <ChartFrame height={height} {...props}>
      <BarDrawing data={data} series={series} step={step} unit={unit} />
    </ChartFrame>
  );
}
