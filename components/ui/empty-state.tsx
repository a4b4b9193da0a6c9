import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/core/cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** What to do next, in a sentence or two. */
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Stands where a list would be, and says how it gets filled. */
export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div
      data-slot="empty-state"
      className={cn("flex flex-col items-center px-6 py-14 text-center", className)}
    >
      {Icon && (
        <span className="mb-4 grid size-10 place-content-center rounded-lg border bg-muted/60 text-muted-foreground">
          <Icon className="size-5" />
        </span>
      )}
      <h2 className="font-semibold text-base">{title}</h2>
      <div className="mt-1 max-w-sm text-balance text-muted-foreground text-sm">{children}</div>
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
