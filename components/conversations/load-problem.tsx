"use client";

import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";

export interface LoadProblemProps {
  title: string;
  message: string;
  onRetry: () => void;
}

const Framed = onDemand<LoadProblemProps>(() =>
  // What was not read may be missing for the same reason as this.
  import("@/components/conversations/load-problem-alert").then(
    (file) => file.LoadProblemAlert,
    () => Plain,
  ),
);

/** Why something could not be read from the server, and the way to try again. */
export function LoadProblem(props: LoadProblemProps) {
  return (
    <div role="status" className="p-3">
      <Framed {...props} />
    </div>
  );
}

/** The button of it. */
export function RetryButton({ onRetry }: Pick<LoadProblemProps, "onRetry">) {
  return (
    <Button variant="outline" size="sm" onClick={onRetry}>
      Try again
    </Button>
  );
}

function Plain({ title, message, onRetry }: LoadProblemProps) {
  return (
    <p className="text-sm">
      {title}. {message} <RetryButton onRetry={onRetry} />
    </p>
  );
}
