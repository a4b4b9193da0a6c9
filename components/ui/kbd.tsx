import type { ReactNode } from "react";

/** A key, or several. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="whitespace-nowrap rounded-sm border bg-muted px-1.5 py-0.5 font-mono text-muted-foreground text-xs">
      {children}
    </kbd>
  );
}
