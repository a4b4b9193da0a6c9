import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/core/cn";

export interface PaginationProps {
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  /** What is shown, for example "Showing 1 to 50 of 6,000". */
  summary?: ReactNode;
  className?: string;
}

/** Steps through a list that pages by cursor. A direction without an address is shown but can't be pressed. */
export function Pagination({ previousHref, nextHref, summary, className }: PaginationProps) {
  return (
    <nav
      aria-label="Pages"
      data-slot="pagination"
      className={cn("flex items-center justify-between gap-3 text-muted-foreground text-sm", className)}
    >
      <p>{summary}</p>
      <div className="flex gap-2">
        <PageLink href={previousHref} rel="prev">
          <ChevronLeft /> Previous
        </PageLink>
        <PageLink href={nextHref} rel="next">
          Next <ChevronRight />
        </PageLink>
      </div>
    </nav>
  );
}

function PageLink({ href, rel, children }: { href: string | undefined; rel: string; children: ReactNode }) {
  const classes = buttonVariants({ variant: "outline", size: "sm" });
  if (!href) {
    return (
      <span aria-disabled="true" className={classes}>
        {children}
      </span>
    );
  }
  return (
    <Link href={href} rel={rel} className={classes}>
      {children}
    </Link>
  );
}
