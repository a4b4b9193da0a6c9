import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/core/cn";

export interface StepperProps {
  label: string;
  steps: readonly { title: string; description?: ReactNode; state: "done" | "current" | "todo" }[];
  className?: string;
}

/** The steps of something that takes several, and where the person is. */
export function Stepper({ label, steps, className }: StepperProps) {
  return (
    <ol data-slot="stepper" aria-label={label} className={cn("grid", className)}>
      {steps.map((step, index) => (
        <li
          key={step.title}
          aria-current={step.state === "current" ? "step" : undefined}
          className="group grid grid-cols-[auto_1fr] gap-x-3"
        >
          <span className="flex flex-col items-center">
            <span
              aria-hidden
              className={cn(
                "grid size-5 place-content-center rounded-full border font-medium text-2xs text-muted-foreground",
                step.state === "done" && "border-primary bg-primary text-primary-foreground",
                step.state === "current" && "border-primary text-link",
              )}
            >
              {step.state === "done" ? <Check className="size-3" strokeWidth={3} /> : index + 1}
            </span>
            <span className="my-1 w-px flex-1 bg-border group-last:hidden" />
          </span>
          <span className="grid min-w-0 content-start gap-0.5 pb-4 group-last:pb-0">
            <span className={cn("font-medium text-sm", step.state === "todo" && "text-muted-foreground")}>
              {step.title}
              <span className="sr-only">
                {{ done: " (done)", current: " (current step)", todo: " (to do)" }[step.state]}
              </span>
            </span>
            {step.description && <span className="text-muted-foreground text-sm">{step.description}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
