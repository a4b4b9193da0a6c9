import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/core/cn";

export interface StatProps {
  label: string;
  /** Already formatted, for example "6,000". */
  value: ReactNode;
  /** Change against the time before, in percent. */
  delta?: number | undefined;
  /** What the change is measured against: "vs. previous 30 days". */
  deltaLabel?: string;
  /** For figures where less is better. */
  lowerIsBetter?: boolean;
  hint?: ReactNode;
  /** A small chart on the right. */
  chart?: ReactNode;
  className?: string;
}

/** One figure. */
export function Stat({ label, value, delta, deltaLabel, lowerIsBetter, hint, chart, className }: StatProps) {
  return (
    <div data-slot="stat" className={cn("flex min-w-0 items-start justify-between gap-4 p-4", className)}>
      <dl className="grid min-w-0 gap-0.5">
        <dt className="truncate text-muted-foreground text-sm">{label}</dt>
        <dd className="font-semibold text-2xl tracking-tight">{value}</dd>
        {(delta !== undefined || hint) && (
          <dd className="flex flex-wrap items-center gap-x-1.5 text-muted-foreground text-xs">
            {delta !== undefined && <Delta percent={delta} lowerIsBetter={lowerIsBetter ?? false} />}
            {deltaLabel}
            {hint}
          </dd>
        )}
      </dl>
      {chart && <div className="shrink-0 self-end">{chart}</div>}
    </div>
  );
}

function Delta({ percent, lowerIsBetter }: { percent: number; lowerIsBetter: boolean }) {
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 0) return <span>No change</span>;
  const good = rounded > 0 !== lowerIsBetter;
  const Arrow = rounded > 0 ? ArrowUp : ArrowDown;
  return (
    <span
      className={cn(
        "inline-flex items-center gap-0.5 font-medium",
        good ? "text-success" : "text-destructive-text",
      )}
    >
      <Arrow className="size-3" />
      <span className="sr-only">{rounded > 0 ? "up" : "down"}</span>
      {Math.abs(rounded)}%
    </span>
  );
}

/** Figures side by side in one card; two columns on a phone. */
export function StatGroup({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div
      data-slot="stat-group"
      className={cn(
        "grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border shadow-xs *:bg-card lg:grid-cols-4",
        className,
      )}
    >
      {children}
    </div>
  );
}
