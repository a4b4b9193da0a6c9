import { Circle, CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { cn } from "@/lib/core/cn";

export type StepState = "done" | "failed" | "waiting" | "ahead";

const LOOKS = {
  done: { Icon: CircleCheck, words: "done", className: "text-success" },
  failed: { Icon: CircleX, words: "failed", className: "text-destructive-text" },
  waiting: { Icon: CircleDashed, words: "waiting", className: "text-warning" },
  ahead: { Icon: Circle, words: "not reached", className: "text-muted-foreground/60" },
} as const;

/** How a step stands, as a sign and for screen readers as a word. */
export function StepMark({ state }: { state: StepState }) {
  const { Icon, words, className } = LOOKS[state];
  return (
    <>
      <Icon aria-hidden className={cn("size-4 shrink-0", className)} />
      <span className="sr-only">{words}:</span>
    </>
  );
}
