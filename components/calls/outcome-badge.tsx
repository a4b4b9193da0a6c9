import { Badge } from "@/components/ui/badge";
import type { CallOutcome } from "@/lib/call-log/schema";

/** What each outcome is called. */
export const OUTCOME_LABELS: Record<CallOutcome, string> = {
  ok: "Answered",
  error: "Failed",
  denied: "Refused",
  running: "No answer yet",
};

const VARIANTS = { ok: "success", error: "warning", denied: "destructive", running: "neutral" } as const;

export function OutcomeBadge({ outcome }: { outcome: CallOutcome }) {
  return (
    <Badge variant={VARIANTS[outcome]} dot>
      {OUTCOME_LABELS[outcome]}
    </Badge>
  );
}
