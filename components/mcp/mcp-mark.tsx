import { Cable } from "lucide-react";
import { cn } from "@/lib/core/cn";

/** Stands for the Model Context Protocol in lists of integrations. */
export function McpMark({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-9 shrink-0 place-items-center rounded-lg border bg-primary-subtle text-link",
        className,
      )}
    >
      <Cable className="size-[55%]" />
    </span>
  );
}
