import { formatCount } from "@/components/format/count";
import { STAGE_LABELS } from "@/components/leads/words";
import type { LeadFunnel } from "@/lib/leads/schema";

/** How many leads came as far as each stage, as bars rendered on the server; the figures are text, so no table is needed. */
export function FunnelChart({ funnel }: { funnel: LeadFunnel }) {
  return (
    <ol data-slot="funnel" aria-label="Leads by how far they came" className="grid gap-3">
      {funnel.by_stage.map((step) => (
        <li key={step.stage} className="grid gap-1 text-sm">
          <span className="flex items-baseline justify-between gap-3">
            <span>{STAGE_LABELS[step.stage]}</span>
            <span className="shrink-0 font-medium">
              {formatCount(step.reached)}
              {step.conversion_from_previous !== null && (
                <span className="ml-1.5 font-normal text-muted-foreground text-xs">
                  {percent(step.conversion_from_previous)} of the stage before
                </span>
              )}
            </span>
          </span>
          <span aria-hidden className="h-4 overflow-hidden rounded-sm bg-muted-foreground/12">
            <span
              className="block h-full rounded-sm bg-chart-1"
              style={{ width: `${(step.conversion_from_start ?? 0) * 100}%` }}
            />
          </span>
          <span className="text-muted-foreground text-xs">
            {formatCount(step.leads)} here now
            {step.lost > 0 && `, ${formatCount(step.lost)} lost from here`}
          </span>
        </li>
      ))}
    </ol>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
