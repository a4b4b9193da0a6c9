import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

/** The visible name of a control. */
export function Label({ className, children, htmlFor, ...props }: ComponentProps<"label">) {
  return (
    <label
      data-slot="label"
      htmlFor={htmlFor}
      className={cn("font-medium text-foreground text-sm leading-5", className)}
      {...props}
    >
      {children}
    </label>
  );
}
