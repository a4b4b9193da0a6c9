"use client";

import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { formatCount } from "@/components/format/count";
import { fetchImport, isUnderWay, POLL_MS } from "@/components/imports/fetch-imports";
import { ImportStatusBadge } from "@/components/imports/import-status-badge";
import { Followed } from "@/components/live/followed";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { ProgressRow } from "@/components/ui/progress-row";
import { Stat, StatGroup } from "@/components/ui/stat";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ImportDetailView, ImportRejectionView } from "@/lib/imports/schema";
import { MAX_KEPT_REJECTIONS } from "@/lib/imports/values";

export interface ImportReportProps {
  projectId: string;
  /** As the server rendered it. */
  run: ImportDetailView;
}

/** How far an import is, and what it did. */
export function ImportReport({ projectId, run: rendered }: ImportReportProps) {
  return (
    <Followed
      name={`import ${rendered.id}`}
      rendered={rendered}
      read={() => fetchImport(projectId, rendered.id)}
      everyMs={POLL_MS}
      isMoving={isUnderWay}
    >
      {(run, { isFailing }) => <Report run={run} isFailing={isFailing} />}
    </Followed>
  );
}

function Report({ run, isFailing }: { run: ImportDetailView; isFailing: boolean }) {
  const noun = run.kind === "products" ? "products" : "conversations";
  return (
    <div className="grid gap-4">
      {isUnderWay(run) && (
        <Card aria-label="Progress">
          <CardContent>
            <ProgressRow
              label={run.status === "queued" ? "Waiting for its turn" : `Importing ${noun}`}
              value={run.total ? (run.processed / run.total) * 100 : undefined}
              detail={
                run.total
                  ? `${formatCount(run.processed)} of ${formatCount(run.total)} ${noun}`
                  : "Reading the file"
              }
              action={<ImportStatusBadge status={run.status} />}
            />
          </CardContent>
        </Card>
      )}
      {isFailing && isUnderWay(run) && (
        <Alert variant="warning">The progress can't be read at the moment. The import itself goes on.</Alert>
      )}
      {run.status === "failed" && (
        <Alert variant="destructive" title="The import stopped" live>
          {run.error ?? "Nothing more is known."} What was imported before stays; importing the file again
          doubles nothing.
        </Alert>
      )}
      {run.status === "succeeded" && run.rejected === 0 && (
        <p role="status" className="flex items-center gap-2 text-sm text-success">
          <CircleCheck aria-hidden className="size-4" /> Done. Everything in the file was taken.
        </p>
      )}
      <section aria-label="Result">
        <StatGroup>
          <Stat label="New" value={formatCount(run.created)} />
          <Stat label="Changed" value={formatCount(run.updated)} />
          <Stat label="Unchanged" value={formatCount(run.unchanged)} hint="Already there" />
          {run.feed_id !== null && (
            <Stat
              label="Hidden"
              value={formatCount(run.removed)}
              hint={
                run.withheld > 0
                  ? `${formatCount(run.withheld)} missing, left alone`
                  : "No longer in the feed"
              }
            />
          )}
          <Stat
            label="Rejected"
            value={formatCount(run.rejected)}
            hint={run.rejected > 0 && "Listed below"}
          />
        </StatGroup>
      </section>
      {run.rejections.length > 0 && <Rejections rejections={run.rejections} total={run.rejected} />}
    </div>
  );
}

const SHOWN_AT_FIRST = 50;

function Rejections({ rejections, total }: { rejections: readonly ImportRejectionView[]; total: number }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? rejections : rejections.slice(0, SHOWN_AT_FIRST);
  return (
    <Card aria-label="Rejected lines">
      <CardHeader>
        <CardTitle>Rejected lines</CardTitle>
        <CardDescription>
          Mend these in the file and import it again; what was taken already is not doubled. In an XML feed
          the number is the product's place in it.
          {total > rejections.length && ` The first ${formatCount(MAX_KEPT_REJECTIONS)} are listed.`}
        </CardDescription>
      </CardHeader>
      <Table label="Rejected lines" phone="cards">
        <TableHeader>
          <TableRow>
            <TableHead numeric className="w-20">
              Line
            </TableHead>
            <TableHead>Field</TableHead>
            <TableHead>What is wrong</TableHead>
            <TableHead>Begins with</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {shown.map((rejection) => (
            <TableRow key={rejection.line}>
              <TableCell label="Line" numeric className="align-top">
                {formatCount(rejection.line)}
              </TableCell>
              <TableCell label="Field" className="break-all align-top font-mono text-xs">
                {rejection.field || "whole line"}
              </TableCell>
              <TableCell className="align-top">{rejection.reason}</TableCell>
              <TableCell className="max-w-md break-all align-top font-mono text-muted-foreground text-xs">
                {rejection.excerpt}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {shown.length < rejections.length && (
        <div className="border-t px-4 py-2.5 text-center">
          <Button variant="ghost" size="sm" onClick={() => setIsWhole(true)}>
            Show all {formatCount(rejections.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}
