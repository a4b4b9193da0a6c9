import type { ChartUnit } from "@/components/charts/chart-data";

const MAX_STEPS = 4;
const SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Spans that people count in, in seconds. */
const SPANS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];

/** Round values from 0 to the first that is at least `highest`, at most four of them above 0. */
export function ticksUpTo(highest: number, unit: ChartUnit): number[] {
  if (unit === "percent") return SHARES;
  const step = unit === "seconds" ? spanStep(highest) : countStep(highest);
  const steps = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

function spanStep(highest: number): number {
  const span = SPANS.find((one) => highest / one <= MAX_STEPS);
  return span ?? Math.ceil(highest / MAX_STEPS / 86_400) * 86_400;
}

function countStep(highest: number): number {
  for (let power = 1; ; power *= 10) {
    const step = [1, 2, 5].map((digit) => digit * power).find((one) => highest / one <= MAX_STEPS);
    if (step !== undefined) return step;
  }
}
