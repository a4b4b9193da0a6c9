import { formatCount, formatPercent } from "@/components/charts/chart-data";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { LeadFunnel } from "@/lib/leads/schema";

const STAGES: Record<LeadFunnel["by_stage"][number]["stage"], string> = {
  new: "Captured",
  contacted: "Contacted",
  proposal: "Offer made",
  won: "Won",
};

/** How far the leads of a period came, as bars that get shorter; the figures are text, so no table is needed. */
export function Funnel({ funnel }: { funnel: LeadFunnel }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Lead funnel</CardTitle>
        <p className="text-muted-foreground text-sm">
          {funnel.total === 0
            ? "No leads were captured in these days."
            : `Of ${formatCount(funnel.total)} captured in these days, how many came this far; ${formatCount(funnel.lost.leads)} lost`}
        </p>
      </CardHeader>
      {funnel.total > 0 && (
        <CardContent>
          <ol aria-label="Lead funnel" className="grid gap-2.5">
            {funnel.by_stage.map(({ stage, reached, conversion_from_previous: conversion }) => (
              <li key={stage} className="grid gap-1 text-sm">
                <span className="flex items-baseline justify-between gap-3">
                  <span>{STAGES[stage]}</span>
                  <span className="font-medium">
                    {formatCount(reached)}
                    {conversion !== null && (
                      <span className="ml-1.5 font-normal text-muted-foreground text-xs">
                        {formatPercent(conversion)} of the stage before
                      </span>
                    )}
                  </span>
                </span>
                <span aria-hidden className="h-2 overflow-hidden rounded-full bg-muted-foreground/12">
                  <span
                    className="block h-full rounded-full bg-chart-1"
                    style={{ width: `${(reached / funnel.total) * 100}%` }}
                  />
                </span>
              </li>
            ))}
          </ol>
        </CardContent>
      )}
    </Card>
  );
}
