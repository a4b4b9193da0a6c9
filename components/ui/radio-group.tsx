"use client";

import { type ComponentProps, createContext, type ReactNode, useContext, useId, useState } from "react";
import { cn } from "@/lib/core/cn";

interface Choice {
  name: string;
  value: string | undefined;
  disabled: boolean;
  choose: (value: string) => void;
}

const ChoiceContext = createContext<Choice | null>(null);

export interface RadioGroupProps extends Omit<ComponentProps<"div">, "defaultValue"> {
  /** Under which it is sent with the form. */
  name?: string;
  value?: string;
  defaultValue?: string;
  disabled?: boolean;
  onValueChange?: (value: string) => void;
}

/** One choice of several. Name it with `aria-label` or `aria-labelledby`. */
export function RadioGroup({
  className,
  name,
  value,
  defaultValue,
  disabled = false,
  onValueChange,
  ...props
}: RadioGroupProps) {
  const [own, setOwn] = useState(defaultValue);
  const id = useId();
  const choose = (next: string) => {
    setOwn(next);
    onValueChange?.(next);
  };
  return (
    <ChoiceContext value={{ name: name ?? id, value: value ?? own, disabled, choose }}>
      <div role="radiogroup" data-slot="radio-group" className={cn("grid gap-2", className)} {...props} />
    </ChoiceContext>
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
export function RadioCard({ value, label, hint, disabled = false, className }: RadioCardProps) {
  const group = useContext(ChoiceContext);
  const id = useId();
  return (
    <div
      data-slot="radio-card"
      className={cn(
        "relative flex items-start gap-2.5 rounded-lg border bg-card p-3 transition-colors hover:border-muted-foreground/50 has-disabled:opacity-60 has-checked:border-primary has-checked:bg-primary-subtle",
        className,
      )}
    >
      <input
        type="radio"
        id={id}
        name={group?.name}
        value={value}
        checked={group?.value === value}
        disabled={disabled || group?.disabled}
        onChange={() => group?.choose(value)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        // Above the label that fills the card, so that the button itself can be pressed as well.
        className="relative z-1 mt-0.5 size-4 shrink-0 cursor-pointer appearance-none rounded-full border border-muted-foreground/70 bg-card shadow-xs transition-colors checked:border-5 checked:border-primary disabled:cursor-not-allowed disabled:opacity-50"
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
