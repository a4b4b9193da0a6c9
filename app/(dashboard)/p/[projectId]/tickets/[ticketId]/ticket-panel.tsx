import Link from "next/link";
import type { ReactNode } from "react";
import { PLATFORM_LABELS, visitorName } from "@/components/conversations/words";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { PriorityBadge, StatusBadge } from "@/components/tickets/status-badge";
import { assigneeName, authorName, OPENER_LABELS, STATUS_LABELS } from "@/components/tickets/words";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import type { MemberView } from "@/lib/people/schema";
import type { EntryAuthor, TicketDelivery, TicketDetail } from "@/lib/tickets/schema";
import { AssigneeSelect } from "./assignee-select";
import { ReplyAddress } from "./reply-address";
import { StatusSelect } from "./status-select";

export interface TicketPanelProps {
  projectId: string;
  ticket: TicketDetail;
  delivery: TicketDelivery;
  /** Whom the ticket can be given to; absent for somebody who only looks. */
  members: readonly MemberView[] | undefined;
}

/** The state of a ticket, where it comes from, and what happened to it. */
export function TicketPanel({ projectId, ticket, delivery, members }: TicketPanelProps) {
  const { conversation } = ticket;
  return (
    <aside aria-label="Details" className="grid gap-4">
      <Card>
        <CardHeader>
          <CardTitle>Ticket</CardTitle>
        </CardHeader>
        <CardContent>
          <dl className="grid gap-2 text-sm">
            <Fact label="Status">
              {members ? (
                <StatusSelect projectId={projectId} ticketId={ticket.id} status={ticket.status} />
              ) : (
                <StatusBadge status={ticket.status} />
              )}
            </Fact>
            <Fact label="Assigned to">
              {members ? (
                <AssigneeSelect
                  projectId={projectId}
                  ticketId={ticket.id}
                  assignee={ticket.assignee}
                  members={members}
                />
              ) : (
                assigneeName(ticket.assignee)
              )}
            </Fact>
            <Fact label="Priority">
              <PriorityBadge priority={ticket.priority} />
            </Fact>
            <Fact label="Opened">
              <span className="grid gap-0.5">
                <Moment at={ticket.created_at} as="full" />
                <span className="text-muted-foreground text-xs">{OPENER_LABELS[delivery.opened_by]}</span>
              </span>
            </Fact>
            <Fact label="E-mail">
              {members ? (
                <ReplyAddress
                  projectId={projectId}
                  ticketId={ticket.id}
                  email={delivery.email}
                  isHidden={delivery.has_email && delivery.email === null}
                />
              ) : (
                (delivery.email ?? (delivery.has_email ? "Known" : "Not known"))
              )}
            </Fact>
            <Fact label="Last change">
              <Moment at={ticket.updated_at} as="full" />
            </Fact>
            <Fact label="Id">
              <span className="flex min-w-0 items-center">
                <span className="truncate font-mono text-xs">{ticket.id}</span>
                <CopyButton value={ticket.id} label="Copy ticket id" className="-my-1 shrink-0" />
              </span>
            </Fact>
          </dl>
        </CardContent>
      </Card>
      {conversation && (
        <Card>
          <CardHeader>
            <CardTitle>Conversation</CardTitle>
          </CardHeader>
          <CardContent>
            <dl className="grid gap-2 text-sm">
              <Fact label="Customer">{visitorName(conversation.visitor)}</Fact>
              <Fact label="Platform">{PLATFORM_LABELS[conversation.platform]}</Fact>
              <Fact label="Last message">
                <Moment at={conversation.last_message_at} as="full" />
              </Fact>
            </dl>
            <p className="mt-3 text-sm">
              <Link href={routes.project(projectId).conversation(conversation.id)} className="link">
                Read the conversation
              </Link>
            </p>
          </CardContent>
        </Card>
      )}
      <Card>
        <CardHeader>
          <CardTitle>History</CardTitle>
        </CardHeader>
        <CardContent>
          <ol aria-label="History" className="grid gap-2.5 text-sm">
            {happenings(ticket).map((line) => (
              <li key={`${line.at} ${line.text}`} className="grid gap-0.5">
                <span className="break-words">{line.text}</span>
                <span className="text-muted-foreground text-xs">
                  {authorName(line.author)}, <Moment at={line.at} as="full" />
                </span>
              </li>
            ))}
          </ol>
        </CardContent>
      </Card>
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-2">
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

/** Changes of status and of who works on it, newest first. */
function happenings({ status_history, assignments }: TicketDetail) {
  const lines: { at: string; text: string; author: EntryAuthor }[] = [
    ...status_history.map(({ from_status, to_status, author, changed_at }) => ({
      at: changed_at,
      text: from_status === null ? "Opened" : `${STATUS_LABELS[from_status]} → ${STATUS_LABELS[to_status]}`,
      author,
    })),
    ...assignments.map(({ assignee, author, changed_at }) => ({
      at: changed_at,
      text: assignee ? `Assigned to ${assigneeName(assignee)}` : "Assigned to nobody",
      author,
    })),
  ];
  return lines.toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
