import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

/** Holds the place of something that is still loading. Say so once per page with `aria-busy`. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="skeleton"
      aria-hidden
      className={cn("animate-pulse rounded-md bg-muted-foreground/12", className)}
      {...props}
    />
  );
}
