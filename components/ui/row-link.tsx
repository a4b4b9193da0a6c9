import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

/** Makes the whole table row lead to one page, while staying one ordinary link for keyboard and screen reader. */
export function RowLink({ className, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link
      data-slot="row-link"
      className={cn(
        "min-w-0 font-medium text-foreground after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring",
        className,
      )}
      {...props}
    />
  );
}
