import type { ComponentProps } from "react";
import { controlStyles } from "@/components/ui/control-styles";
import { cn } from "@/lib/core/cn";

/** Several lines of text. Give it a name through `Field` or `Label`. */
export function Textarea({ className, rows = 4, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      data-slot="textarea"
      rows={rows}
      className={cn(controlStyles, "min-h-16 resize-y py-1.5", className)}
      {...props}
    />
  );
}
