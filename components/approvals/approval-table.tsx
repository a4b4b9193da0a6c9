import { ApprovalStateBadge } from "@/components/approvals/approval-state-badge";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ApprovalView } from "@/lib/approvals/schema";

interface ApprovalTableProps {
  label: string;
  projectId: string;
  approvals: readonly ApprovalView[];
  /** Titles of tools by name. */
  titles: ReadonlyMap<string, string>;
  /** Whether these wait, so that it matters until when; otherwise when they were decided. */
  isWaiting: boolean;
}

/** Changes that assistants asked for; each row leads to the difference. */
export function ApprovalTable({ label, projectId, approvals, titles, isWaiting }: ApprovalTableProps) {
  return (
    <Table label={label} phone="cards">
      <TableHeader>
        <TableRow>
          <TableHead>Change</TableHead>
          <TableHead>Asked by</TableHead>
          <TableHead>On behalf of</TableHead>
          <TableHead>State</TableHead>
          <TableHead numeric>Asked</TableHead>
          <TableHead numeric>{isWaiting ? "Expires" : "Decided"}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {approvals.map((approval) => (
          <TableRow key={approval.id} data-approval={approval.id} className="relative">
            <TableCell>
              <RowLink href={routes.project(projectId).approval(approval.id)}>
                {titles.get(approval.tool) ?? approval.tool}
              </RowLink>
              {approval.chatbot && (
                <p className="break-words text-muted-foreground text-xs">{approval.chatbot.name}</p>
              )}
            </TableCell>
            <TableCell label="Asked by" wide>
              <span className="min-w-0 break-words">
                {approval.connection.client_name}{" "}
                <span className="text-muted-foreground">{approval.connection.label}</span>
              </span>
            </TableCell>
            <TableCell label="On behalf of" wide>
              {approval.asked_for.name}
            </TableCell>
            <TableCell label="State">
              <ApprovalStateBadge state={approval.state} />
            </TableCell>
            <TableCell label="Asked" numeric className="text-muted-foreground">
              <Moment at={approval.created_at} />
            </TableCell>
            <TableCell
              label={isWaiting ? "Expires" : "Decided"}
              wide
              numeric
              className="text-muted-foreground"
            >
              <End approval={approval} isWaiting={isWaiting} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function End({ approval, isWaiting }: { approval: ApprovalView; isWaiting: boolean }) {
  if (isWaiting) return <Moment at={approval.expires_at} />;
  if (approval.decided_at === null) return <>By nobody</>;
  return (
    <span>
      <Moment at={approval.decided_at} />
      {approval.decided_by && `, ${approval.decided_by.name}`}
    </span>
  );
}
