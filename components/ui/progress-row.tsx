import type { ReactNode } from "react";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/core/cn";

export interface ProgressRowProps {
  /** What is running, for example "support-conversations.jsonl". */
  label: string;
  /** From 0 to 100; leave it out while the amount of work is unknown. */
  value?: number | undefined;
  /** Figures so far, for example "3,200 of 6,000 lines". */
  detail?: ReactNode;
  /** A badge or button on the right. */
  action?: ReactNode;
  className?: string;
}

/** Long work with its progress. */
export function ProgressRow({ label, value, detail, action, className }: ProgressRowProps) {
  return (
    <div data-slot="progress-row" className={cn("grid gap-2", className)}>
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 truncate font-medium text-sm">{label}</p>
        <div className="flex shrink-0 items-center gap-2 text-muted-foreground text-xs">
          {value !== undefined && <span>{Math.round(value)}%</span>}
          {action}
        </div>
      </div>
      <Progress label={label} value={value} />
      {detail && <p className="text-muted-foreground text-xs">{detail}</p>}
    </div>
  );
}
