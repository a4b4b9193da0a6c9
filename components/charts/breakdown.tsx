import { formatCount } from "@/components/format/count";
import { cn } from "@/lib/core/cn";

export interface BreakdownProps {
  /** Says what is broken down: "Conversations by platform". */
  label: string;
  items: readonly { label: string; value: number }[];
  /** Shows each part's share of the sum in percent. */
  showShare?: boolean;
  className?: string;
}

/** Parts of a whole as horizontal bars, rendered on the server; the figures are text, so no table is needed. */
export function Breakdown({ label, items, showShare = true, className }: BreakdownProps) {
  const sum = items.reduce((total, item) => total + item.value, 0);
  const largest = Math.max(1, ...items.map((item) => item.value));
  return (
    <ul data-slot="breakdown" aria-label={label} className={cn("grid gap-2.5", className)}>
      {items.map((item) => (
        <li key={item.label} className="grid gap-1 text-sm">
          <span className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 truncate">{item.label}</span>
            <span className="shrink-0 font-medium">
              {formatCount(item.value)}
              {showShare && sum > 0 && (
                <span className="ml-1.5 inline-block min-w-8 text-right font-normal text-muted-foreground text-xs">
                  {Math.round((item.value / sum) * 100)}%
                </span>
              )}
            </span>
          </span>
          <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-muted-foreground/12">
            <span
              className="block h-full rounded-full bg-chart-1"
              style={{ width: `${(item.value / largest) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
