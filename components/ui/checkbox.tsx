"use client";

import { Check } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/core/cn";

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type" | "onChange"> {
  onCheckedChange?: (checked: boolean) => void;
}

/** A yes or no that is sent with the form. */
export function Checkbox({ className, onCheckedChange, ...props }: CheckboxProps) {
  return (
    <span className={cn("relative inline-grid size-4 shrink-0", className)}>
      <input
        data-slot="checkbox"
        {...props}
        type="checkbox"
        onChange={(event) => onCheckedChange?.(event.target.checked)}
        className="peer size-4 cursor-pointer appearance-none rounded-sm border border-muted-foreground/70 bg-card shadow-xs transition-colors after:absolute after:-inset-1.5 checked:border-primary checked:bg-primary disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-destructive"
      />
      <Check
        strokeWidth={3}
        className="pointer-events-none absolute inset-0 hidden size-4 p-px text-primary-foreground peer-checked:block"
      />
    </span>
  );
}
