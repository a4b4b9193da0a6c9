"use client";

import { Check, Minus } from "lucide-react";
import { CheckboxIndicator, Checkbox as Root } from "radix-ui/checkbox";
import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

/** A yes or no that is sent with the form; `checked="indeterminate"` stands for "some". */
export function Checkbox({ className, ...props }: ComponentProps<typeof Root>) {
  return (
    <Root
      data-slot="checkbox"
      className={cn(
        "group relative size-4 shrink-0 rounded-sm border border-muted-foreground/70 bg-card text-primary-foreground shadow-xs transition-colors after:absolute after:-inset-1.5 disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary",
        className,
      )}
      {...props}
    >
      <CheckboxIndicator className="grid place-content-center">
        <Check className="size-3.5 group-data-[state=indeterminate]:hidden" strokeWidth={3} />
        <Minus className="hidden size-3.5 group-data-[state=indeterminate]:block" strokeWidth={3} />
      </CheckboxIndicator>
    </Root>
  );
}
