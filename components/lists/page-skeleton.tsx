import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { PageHeader, type PageHeaderProps } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { StatGroup } from "@/components/ui/stat";

export interface PageSkeletonProps extends Pick<PageHeaderProps, "title" | "description" | "breadcrumb"> {
  children: ReactNode;
}

/** Holds the place of a page that is being read: its heading, which is known, and what the page puts below. */
export function PageSkeleton({ children, ...heading }: PageSkeletonProps) {
  return (
    <>
      <PageHeader {...heading} />
      <div role="status" aria-busy="true">
        <span className="sr-only">Loading…</span>
        {children}
      </div>
    </>
  );
}

/** Figures side by side. */
export function FiguresSkeleton({ figures }: { figures: number }) {
  return (
    <StatGroup>
      {Array.from({ length: figures }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all figures are the same
        <div key={index} className="grid gap-2 p-4">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-7 w-20" />
          <Skeleton className="h-3.5 w-28" />
        </div>
      ))}
    </StatGroup>
  );
}

/** Rows of a list, with the filters above it when it has some. */
export function ListSkeleton({ rows, hasFilters = false }: { rows: number; hasFilters?: boolean }) {
  return (
    <>
      {hasFilters && (
        <div className="mb-4 flex gap-2">
          <Skeleton className="h-8 w-72 max-w-[60%]" />
          <Skeleton className="h-8 w-40" />
        </div>
      )}
      <Card>
        <div className="grid divide-y">
          {Array.from({ length: rows }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: all rows are the same
            <div key={index} className="flex items-center gap-6 px-4 py-3">
              <Skeleton className="h-3.5 w-1/2" />
              <Skeleton className="ml-auto h-3.5 w-16" />
              <Skeleton className="h-3.5 w-20 max-sm:hidden" />
            </div>
          ))}
        </div>
      </Card>
    </>
  );
}
