import { type LoadProblemProps, RetryButton } from "@/components/conversations/load-problem";
import { Alert } from "@/components/ui/alert";

/** The usual frame of a `LoadProblem`. */
export function LoadProblemAlert({ title, message, onRetry }: LoadProblemProps) {
  return (
    <Alert variant="warning" title={title} action={<RetryButton onRetry={onRetry} />}>
      {message}
    </Alert>
  );
}
