import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/core/cn";

const alertVariants = cva("flex items-start gap-2.5 rounded-lg border px-3.5 py-2.5 text-sm", {
  variants: {
    variant: {
      info: "bg-muted/60 [&>svg]:text-muted-foreground",
      success: "border-success/25 bg-success-subtle [&>svg]:text-success",
      warning: "border-warning/25 bg-warning-subtle [&>svg]:text-warning",
      destructive: "border-destructive/25 bg-destructive-subtle [&>svg]:text-destructive-text",
    },
  },
  defaultVariants: { variant: "info" },
});

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, destructive: CircleAlert } as const;

export interface AlertProps extends VariantProps<typeof alertVariants> {
  title?: string;
  children?: ReactNode;
  /** A button or link on the right. */
  action?: ReactNode;
  /** It appeared because of something the person did: screen readers read it out at once. */
  live?: boolean;
  className?: string;
}

/** Something to know about the page. */
export function Alert({ variant, title, children, action, live = false, className }: AlertProps) {
  const kind = variant ?? "info";
  const Icon = icons[kind];
  const isLine = action !== undefined && !(title && children);
  // On a phone an action stands below a text of several lines, not beside it.
  const hasAside = action !== undefined && !isLine;
  return (
    <div
      data-slot="alert"
      role={live ? (kind === "destructive" ? "alert" : "status") : undefined}
      className={cn(
        alertVariants({ variant: kind }),
        isLine && "items-center",
        hasAside && "max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)]",
        className,
      )}
    >
      <Icon className={cn("size-4 shrink-0", !isLine && "mt-0.5")} />
      <div className="grid min-w-0 flex-1 gap-0.5 break-words">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title && "text-muted-foreground")}>{children}</div>}
      </div>
      {action && <div className={cn("shrink-0", hasAside && "max-sm:col-start-2 max-sm:mt-1")}>{action}</div>}
    </div>
  );
}
