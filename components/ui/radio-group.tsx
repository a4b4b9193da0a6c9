"use client";

import { RadioGroupIndicator, RadioGroupItem as RadioItem, RadioGroup as Root } from "radix-ui/radio-group";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/core/cn";

/** One choice of several. Name it with `aria-label` or `aria-labelledby`. */
export function RadioGroup({ className, ...props }: ComponentProps<typeof Root>) {
  return <Root data-slot="radio-group" className={cn("grid gap-2", className)} {...props} />;
}

export function RadioGroupItem({ className, ...props }: ComponentProps<typeof RadioItem>) {
  return (
    <RadioItem
      data-slot="radio-group-item"
      className={cn(
        "grid size-4 shrink-0 place-content-center rounded-full border border-muted-foreground/70 bg-card shadow-xs transition-colors disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-primary data-[state=checked]:bg-primary",
        className,
      )}
      {...props}
    >
      <RadioGroupIndicator className="size-1.5 rounded-full bg-primary-foreground" />
    </RadioItem>
  );
}

export interface RadioCardProps {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  className?: string;
}

/** A choice with an explanation; the whole card can be pressed. Lives in a `RadioGroup`. */
export function RadioCard({ value, label, hint, disabled, className }: RadioCardProps) {
  const id = useId();
  return (
    <div
      data-slot="radio-card"
      className={cn(
        "relative flex items-start gap-2.5 rounded-lg border bg-card p-3 transition-colors hover:border-muted-foreground/50 has-disabled:opacity-60 has-data-[state=checked]:border-primary has-data-[state=checked]:bg-primary-subtle",
        className,
      )}
    >
      <RadioGroupItem
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        // Above the label that fills the card, so that the button itself can be pressed as well.
        className="relative z-1 mt-0.5"
      />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="font-medium text-sm after:absolute after:inset-0">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-muted-foreground text-xs">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
