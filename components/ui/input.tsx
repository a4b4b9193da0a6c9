import type { ComponentProps } from "react";
import { controlStyles } from "@/components/ui/control-styles";
import { cn } from "@/lib/core/cn";

/** One line of text. Give it a name through `Field` or `Label`. */
export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input
      data-slot="input"
      type={type}
      className={cn(
        controlStyles,
        "h-8 max-sm:h-10 file:mr-3 file:border-0 file:bg-transparent file:font-medium file:text-foreground file:text-sm",
        className,
      )}
      {...props}
    />
  );
}
