import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { PriorityBadge, StatusBadge } from "@/components/tickets/status-badge";
import { assigneeName } from "@/components/tickets/words";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { TicketView } from "@/lib/tickets/schema";

export interface TicketTableProps {
  projectId: string;
  tickets: readonly TicketView[];
}

/** Tickets with the beginning of what the customer wrote. */
export function TicketTable({ projectId, tickets }: TicketTableProps) {
  return (
    <Table label="Tickets" phone="cards" className="table-fixed">
      <TableHeader>
        <TableRow>
          <TableHead>Subject</TableHead>
          <TableHead className="w-28">Status</TableHead>
          <TableHead className="w-24">Priority</TableHead>
          <TableHead className="w-40">Assigned to</TableHead>
          <TableHead numeric className="w-28">
            Last change
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {tickets.map((ticket) => (
          <TableRow key={ticket.id}>
            <TableCell>
              <div className="grid min-w-0 gap-0.5">
                <RowLink
                  href={routes.project(projectId).ticket(ticket.id)}
                  className="line-clamp-2 sm:truncate"
                >
                  {ticket.subject}
                </RowLink>
                {ticket.excerpt !== "" && (
                  <span className="truncate text-muted-foreground text-xs">{ticket.excerpt}</span>
                )}
              </div>
            </TableCell>
            <TableCell label="Status">
              <StatusBadge status={ticket.status} />
            </TableCell>
            <TableCell label="Priority">
              <PriorityBadge priority={ticket.priority} />
            </TableCell>
            <TableCell label="Assigned to" className="truncate text-muted-foreground">
              <span className="truncate">{assigneeName(ticket.assignee)}</span>
            </TableCell>
            <TableCell label="Last change" numeric className="text-muted-foreground">
              <Moment at={ticket.updated_at} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
