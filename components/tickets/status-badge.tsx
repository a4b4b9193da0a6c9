import { PRIORITY_LABELS, STATUS_LABELS } from "@/components/tickets/words";
import { Badge } from "@/components/ui/badge";
import type { TicketPriority, TicketStatus } from "@/lib/tickets/schema";

const STATUS_VARIANTS = {
  new: "default",
  in_progress: "warning",
  resolved: "success",
  closed: "neutral",
} as const satisfies Record<TicketStatus, string>;

export function StatusBadge({ status }: { status: TicketStatus }) {
  return (
    <Badge variant={STATUS_VARIANTS[status]} dot>
      {STATUS_LABELS[status]}
    </Badge>
  );
}

const PRIORITY_VARIANTS = {
  low: "neutral",
  normal: "neutral",
  high: "warning",
  urgent: "destructive",
} as const satisfies Record<TicketPriority, string>;

export function PriorityBadge({ priority }: { priority: TicketPriority }) {
  return <Badge variant={PRIORITY_VARIANTS[priority]}>{PRIORITY_LABELS[priority]}</Badge>;
}
