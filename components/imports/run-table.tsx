import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { ImportStatusBadge } from "@/components/imports/import-status-badge";
import { routes } from "@/components/shell/routes";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ImportView } from "@/lib/imports/schema";

export interface RunTableProps {
  projectId: string;
  runs: readonly ImportView[];
}

/** What each reading of a feed did. */
export function RunTable({ projectId, runs }: RunTableProps) {
  return (
    <Table label="Reports" phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>When</TableHead>
          <TableHead>State</TableHead>
          <TableHead numeric>New</TableHead>
          <TableHead numeric>Changed</TableHead>
          <TableHead numeric>Unchanged</TableHead>
          <TableHead numeric>Hidden</TableHead>
          <TableHead numeric>Rejected</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {runs.map((run) => (
          <TableRow key={run.id}>
            <TableCell>
              <RowLink href={`${routes.project(projectId).import}/${run.id}`}>
                <Moment at={run.created_at} as="full" />
              </RowLink>
            </TableCell>
            <TableCell label="State">
              <ImportStatusBadge status={run.status} />
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
            <TableCell label="Hidden" numeric>
              {formatCount(run.removed)}
            </TableCell>
            <TableCell label="Rejected" numeric className={run.rejected > 0 ? "text-destructive-text" : ""}>
              {formatCount(run.rejected)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
