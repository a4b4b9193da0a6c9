import { CircleAlert } from "lucide-react";
import { cn } from "@/lib/core/cn";

export interface FormErrorProps {
  /** Nothing is shown without a message. */
  message: string | undefined | null;
  className?: string;
}

/** What went wrong with the form as a whole, read out when it appears. */
export function FormError({ message, className }: FormErrorProps) {
  return (
    <div role="alert" data-slot="form-error" className={cn(!message && "hidden")}>
      {message && (
        <p
          className={cn(
            "flex items-start gap-2 rounded-md border border-destructive/25 bg-destructive-subtle px-3 py-2 text-destructive-text text-sm",
            className,
          )}
        >
          <CircleAlert className="mt-0.5 size-4 shrink-0" />
          <span>{message}</span>
        </p>
      )}
    </div>
  );
}
