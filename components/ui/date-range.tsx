import { useId } from "react";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/core/cn";

export interface DateRangeProps {
  /** Names the pair, for example "Started". */
  label: string;
  /** Names of the two form fields. */
  fromName?: string;
  toName?: string;
  /** `YYYY-MM-DD`. */
  from?: string | undefined;
  to?: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  className?: string;
}

/** Two dates of the browser's own kind, sent with the form around them. */
export function DateRange({
  label,
  fromName = "from",
  toName = "to",
  from,
  to,
  min,
  max,
  className,
}: DateRangeProps) {
  const id = useId();
  return (
    <fieldset data-slot="date-range" className={cn("flex min-w-0 items-center gap-1.5", className)}>
      <legend className="sr-only">{label}</legend>
      <label htmlFor={`${id}-from`} className="sr-only">
        {label} from
      </label>
      <Input
        id={`${id}-from`}
        type="date"
        name={fromName}
        defaultValue={from}
        min={min}
        max={max}
        className="sm:w-36"
      />
      <span aria-hidden className="text-muted-foreground text-sm">
        to
      </span>
      <label htmlFor={`${id}-to`} className="sr-only">
        {label} to
      </label>
      <Input
        id={`${id}-to`}
        type="date"
        name={toName}
        defaultValue={to}
        min={min}
        max={max}
        className="sm:w-36"
      />
    </fieldset>
  );
}
