import { cn } from "@/lib/core/cn";

export interface SparklineProps {
  /** Says what it shows: "Conversations, last 30 days". */
  label: string;
  values: readonly number[];
  className?: string;
}

const WIDTH = 96;
const HEIGHT = 28;
const EDGE = 2;

/** The course of one figure without axes, rendered on the server. */
export function Sparkline({ label, values, className }: SparklineProps) {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = EDGE + (index / (values.length - 1)) * (WIDTH - 2 * EDGE);
    const y = HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      data-slot="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      className={cn("h-7 w-24", className)}
    >
      <polygon
        points={`${EDGE},${HEIGHT} ${points.join(" ")} ${WIDTH - EDGE},${HEIGHT}`}
        fill="var(--chart-1)"
        opacity={0.1}
      />
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="var(--chart-1)"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
