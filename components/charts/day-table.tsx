import { formatFigure, formatStep } from "@/components/charts/chart-data";
import type { DayChartProps } from "@/components/charts/day-chart-props";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

const STEP_LABELS = { day: "Day", week: "Week", month: "Month", time: "Time" };

export type DayTableProps = Required<Pick<DayChartProps, "label" | "data" | "series" | "step" | "unit">>;

/** The figures of a chart, the newest first. */
export function DayTable({ label, data, series, step, unit }: DayTableProps) {
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          <TableHead className="top-0 lg:top-0">{STEP_LABELS[step]}</TableHead>
          {series.map((one) => (
            <TableHead key={one.key} numeric className="lg:top-0">
              {one.label}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {data.toReversed().map((point) => (
          <TableRow key={point.day}>
            <TableCell className="py-1.5">{formatStep(point.day, step)}</TableCell>
            {series.map((one) => (
              <TableCell key={one.key} numeric className="py-1.5">
                {formatFigure(point, one.key, unit)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
