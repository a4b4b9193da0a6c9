import { useId } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/core/cn";

export interface CopyFieldProps {
  label: string;
  value: string;
  hint?: string;
  className?: string;
}

/** One value to be copied, such as an address or a key that is shown once. */
export function CopyField({ label, value, hint, className }: CopyFieldProps) {
  const id = useId();
  return (
    <div data-slot="copy-field" className={cn("grid min-w-0 gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="flex min-w-0 items-center rounded-md border bg-muted/60 pr-1 focus-within:border-ring">
        <input
          id={id}
          readOnly
          value={value}
          spellCheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="h-8 min-w-0 flex-1 text-ellipsis bg-transparent px-2.5 font-mono text-xs focus-visible:outline-none max-sm:h-10"
        />
        <CopyButton value={value} label={`Copy ${label}`} />
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {hint}
        </p>
      )}
    </div>
  );
}
