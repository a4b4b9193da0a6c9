import { Badge, type BadgeProps } from "@/components/ui/badge";
import type { ImportStatus } from "@/lib/imports/schema";

const LOOKS: Record<ImportStatus, { label: string; variant: BadgeProps["variant"] }> = {
  queued: { label: "Waiting", variant: "neutral" },
  running: { label: "Running", variant: "default" },
  succeeded: { label: "Done", variant: "success" },
  failed: { label: "Failed", variant: "destructive" },
};

export function ImportStatusBadge({ status }: { status: ImportStatus }) {
  const { label, variant } = LOOKS[status];
  return (
    <Badge variant={variant} dot>
      {label}
    </Badge>
  );
}
