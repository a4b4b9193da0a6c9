import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlStyles } from "@/components/ui/control-styles";
import { cn } from "@/lib/core/cn";

/** The browser's own select: works in any form without script, and best on a phone. */
export function NativeSelect({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <div data-slot="native-select" className={cn("relative w-full", className)}>
      <select className={cn(controlStyles, "h-8 appearance-none truncate pr-8 max-sm:h-10")} {...props}>
        {children}
      </select>
      <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted-foreground" />
    </div>
  );
}

/** Choices of a select: what is sent, and what people read. */
export function Options({ of }: { of: readonly (readonly [value: string | number, label: string])[] }) {
  return of.map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
