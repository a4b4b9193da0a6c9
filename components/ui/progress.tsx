import { cn } from "@/lib/core/cn";

export interface ProgressProps {
  /** Says what is progressing, for example "Importing conversations". */
  label: string;
  /** From 0 to 100; leave it out while the amount of work is unknown. */
  value?: number | undefined;
  className?: string;
}

/** How far some work has come. */
export function Progress({ label, value, className }: ProgressProps) {
  const percent = value === undefined ? undefined : Math.min(100, Math.max(0, value));
  return (
    <div
      data-slot="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === undefined ? undefined : Math.round(percent)}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-muted-foreground/15", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-primary transition-[width]",
          percent === undefined && "w-1/3 animate-indeterminate",
        )}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
