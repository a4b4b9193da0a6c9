import type { ReactNode } from "react";
import { Breadcrumb, type BreadcrumbProps } from "@/components/ui/breadcrumb";
import { cn } from "@/lib/core/cn";

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Ways back up, for pages below a list. */
  breadcrumb?: BreadcrumbProps["items"];
  /** Buttons; the most important one last. */
  actions?: ReactNode;
  className?: string;
}

/** The page's only `h1`, with what can be done here. */
export function PageHeader({ title, description, breadcrumb, actions, className }: PageHeaderProps) {
  return (
    <header data-slot="page-header" className={cn("mb-5 grid gap-2", className)}>
      {breadcrumb && <Breadcrumb items={breadcrumb} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-0.5">
          <h1 className="break-words font-semibold text-xl tracking-tight">{title}</h1>
          {description && <p className="max-w-2xl text-muted-foreground text-base">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
