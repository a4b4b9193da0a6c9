"use client";

import { History } from "lucide-react";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { fetchImports, isUnderWay, POLL_MS } from "@/components/imports/fetch-imports";
import { ImportStatusBadge } from "@/components/imports/import-status-badge";
import { Followed } from "@/components/live/followed";
import { routes } from "@/components/shell/routes";
import { EmptyState } from "@/components/ui/empty-state";
import { Progress } from "@/components/ui/progress";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ImportPage, ImportView } from "@/lib/imports/schema";

export interface ImportHistoryProps {
  projectId: string;
  /** The page as the server rendered it. */
  page: ImportPage;
  /** The newest page follows what is under way; older ones stand still. */
  isNewest: boolean;
}

/** Imports of the project, followed while one is under way. */
export function ImportHistory({ projectId, page, isNewest }: ImportHistoryProps) {
  if (page.items.length === 0) {
    return (
      <EmptyState icon={History} title="Nothing imported yet" className="py-10">
        Each import is listed here with what it did and which lines were rejected.
      </EmptyState>
    );
  }
  return (
    <Followed
      name={`imports of ${projectId}`}
      rendered={page}
      read={() => fetchImports(projectId)}
      everyMs={POLL_MS}
      isMoving={({ items }) => isNewest && items.some(isUnderWay)}
    >
      {({ items }) => <ImportTable projectId={projectId} items={items} />}
    </Followed>
  );
}

function ImportTable({ projectId, items }: { projectId: string; items: readonly ImportView[] }) {
  return (
    <Table label="Imports" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>File</TableHead>
          <TableHead>State</TableHead>
          <TableHead numeric>New</TableHead>
          <TableHead numeric>Changed</TableHead>
          <TableHead numeric>Unchanged</TableHead>
          <TableHead numeric>Rejected</TableHead>
          <TableHead numeric>Started</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {items.map((run) => (
          <TableRow key={run.id}>
            <TableCell>
              <div className="grid min-w-0">
                <RowLink href={`${routes.project(projectId).import}/${run.id}`} className="break-all">
                  {run.file_name}
                </RowLink>
                <span className="text-muted-foreground text-xs">
                  {run.kind === "products" ? "Products" : "Conversations"}
                </span>
              </div>
            </TableCell>
            <TableCell label="State">
              <State run={run} />
            </TableCell>
            <TableCell label="New" numeric>
              {formatCount(run.created)}
            </TableCell>
            <TableCell label="Changed" numeric>
              {formatCount(run.updated)}
            </TableCell>
            <TableCell label="Unchanged" numeric>
              {formatCount(run.unchanged)}
            </TableCell>
            <TableCell label="Rejected" numeric className={run.rejected > 0 ? "text-destructive-text" : ""}>
              {formatCount(run.rejected)}
            </TableCell>
            <TableCell label="Started" numeric className="text-muted-foreground">
              <Moment at={run.created_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function State({ run }: { run: ImportView }) {
  if (run.status !== "running") return <ImportStatusBadge status={run.status} />;
  return (
    <div className="flex w-32 items-center gap-2">
      <Progress
        label={`Progress of ${run.file_name}`}
        value={run.total ? (run.processed / run.total) * 100 : undefined}
      />
    </div>
  );
}
