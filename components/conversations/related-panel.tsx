import Link from "next/link";
import { leadName, STAGE_LABELS } from "@/components/leads/words";
import { addressWith } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { StatusBadge } from "@/components/tickets/status-badge";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { LeadView } from "@/lib/leads/schema";
import type { TicketView } from "@/lib/tickets/schema";

export interface RelatedPanelProps {
  projectId: string;
  tickets: readonly Pick<TicketView, "id" | "subject" | "status">[];
  leads: readonly Pick<LeadView, "id" | "name" | "email" | "phone" | "stage" | "conversation_id">[];
}

/** Tickets and leads that came out of a conversation, or of all of a visitor's; nothing when there are none. */
export function RelatedPanel({ projectId, tickets, leads }: RelatedPanelProps) {
  const pages = routes.project(projectId);
  if (tickets.length + leads.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Tickets and leads</CardTitle>
      </CardHeader>
      <CardContent>
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2 text-sm">
          {tickets.map((ticket) => (
            <li key={ticket.id} className="flex items-center justify-between gap-3">
              <Link href={pages.ticket(ticket.id)} className="link min-w-0 truncate">
                {ticket.subject}
              </Link>
              <StatusBadge status={ticket.status} />
            </li>
          ))}
          {leads.map((lead) => (
            <li key={lead.id} className="flex items-center justify-between gap-3">
              <Link
                href={addressWith(pages.leads, {
                  conversation: lead.conversation_id ?? undefined,
                  q: lead.conversation_id ? undefined : (lead.email ?? lead.name ?? undefined),
                })}
                className="link min-w-0 truncate"
              >
                Lead: {leadName(lead)}
              </Link>
              <Badge>{STAGE_LABELS[lead.stage]}</Badge>
            </li>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
