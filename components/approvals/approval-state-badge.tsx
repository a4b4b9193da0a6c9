import { Badge } from "@/components/ui/badge";
import type { ApprovalState } from "@/lib/approvals/schema";

/** What each state is called. */
const LABELS: Record<ApprovalState, string> = {
  waiting: "Waiting",
  running: "Being made",
  done: "Approved",
  failed: "Failed",
  refused: "Refused",
  expired: "Expired",
};

const VARIANTS = {
  waiting: "warning",
  running: "default",
  done: "success",
  failed: "destructive",
  refused: "neutral",
  expired: "neutral",
} as const;

export function ApprovalStateBadge({ state }: { state: ApprovalState }) {
  return (
    <Badge variant={VARIANTS[state]} dot>
      {LABELS[state]}
    </Badge>
  );
}
