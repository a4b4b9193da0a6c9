import { ChartFrame } from "@/components/charts/chart-frame";
import { CHART_HEIGHT, type DayChartProps } from "@/components/charts/day-chart-props";
import { LineDrawing } from "@/components/charts/line-drawing";

/** The course of rates and times; a step without one leaves a gap. */
export function LineSeries({ height = CHART_HEIGHT, ...props }: DayChartProps) {
  const { data, series, step, unit } = props;
  return (
    <ChartFrame height={height} {...props}>
      <LineDrawing data={data} series={series} step={step} unit={unit} />
    </ChartFrame>
  );
}
