import type { ComponentProps } from "react";
import { controlStyles } from "@/components/ui/control-styles";
import { cn } from "@/lib/core/cn";

/** Several lines of text; grows with what is typed where the browser can. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      data-slot="textarea"
      className={cn(controlStyles, "field-sizing-content min-h-20 py-1.5", className)}
      {...props}
    />
  );
}
