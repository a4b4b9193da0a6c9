import type { ReactNode } from "react";
import { formatCount } from "@/components/format/count";
import { cn } from "@/lib/core/cn";

export interface MeterProps {
  /** What is limited: "Today". */
  label: string;
  used: number;
  limit: number;
  /** When there is room again, or what counts. */
  hint?: ReactNode;
}

/** Above this share the bar warns. */
const NEARLY_FULL = 0.8;

/** How much of a limit is used; the figures are text, the bar only shows them. */
export function Meter({ label, used, limit, hint }: MeterProps) {
  const share = limit === 0 ? 0 : Math.min(1, used / limit);
  return (
    <div data-slot="meter" className="grid min-w-0 content-start gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="min-w-0 truncate font-medium">{label}</span>
        <span className="shrink-0">
          {formatCount(used)} <span className="text-muted-foreground">of {formatCount(limit)}</span>
        </span>
      </div>
      <div aria-hidden className="h-2 overflow-hidden rounded-full bg-muted-foreground/12">
        <div
          className={cn(
            "h-full rounded-full",
            share >= 1 ? "bg-destructive" : share >= NEARLY_FULL ? "bg-warning" : "bg-chart-1",
          )}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="text-muted-foreground text-xs">
        {limit === 0 ? "Not part of this plan" : `${formatCount(Math.max(0, limit - used))} left`}
        {limit > 0 && hint ? <>, {hint}</> : null}
      </p>
    </div>
  );
}
