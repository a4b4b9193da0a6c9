import { MessagesSquare } from "lucide-react";
import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { leadName, QUALIFICATION_LABELS, STAGE_LABELS } from "@/components/leads/words";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { LeadView } from "@/lib/leads/schema";
import { EditLead } from "./edit-lead";
import { QualificationSelect, StageSelect } from "./lead-selects";

export interface LeadTableProps {
  projectId: string;
  leads: readonly LeadView[];
  mayWrite: boolean;
  /** Address of the list with a lead's details open, but for its id. */
  detailsBase: string;
}

/** Leads with their contact details and where the sale is. */
export function LeadTable({ projectId, leads, mayWrite, detailsBase }: LeadTableProps) {
  return (
    <Table label="Leads" phone="cards" className="table-fixed">
      <TableHeader>
        <TableRow>
          <TableHead>Lead</TableHead>
          <TableHead className="w-36">Stage</TableHead>
          <TableHead className="w-44">Qualification</TableHead>
          <TableHead className="w-40 max-xl:hidden">Source</TableHead>
          <TableHead numeric className="w-28">
            Captured
          </TableHead>
          <TableHead className="w-24">
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {leads.map((lead) => (
          <TableRow key={lead.id}>
            <TableCell>
              <div className="grid min-w-0">
                <Link
                  href={`${detailsBase}${encodeURIComponent(lead.id)}`}
                  scroll={false}
                  className="truncate rounded-sm font-medium hover:underline"
                >
                  {leadName(lead)}
                </Link>
                <span className="truncate text-muted-foreground text-xs">{contactLine(lead)}</span>
              </div>
            </TableCell>
            <TableCell label="Stage" wide>
              {mayWrite ? (
                <StageSelect projectId={projectId} lead={lead} />
              ) : (
                <Badge variant={STAGE_VARIANTS[lead.stage]}>{STAGE_LABELS[lead.stage]}</Badge>
              )}
            </TableCell>
            <TableCell label="Qualification" wide>
              {mayWrite ? (
                <QualificationSelect projectId={projectId} lead={lead} />
              ) : (
                QUALIFICATION_LABELS[lead.qualification]
              )}
            </TableCell>
            <TableCell label="Source" className="truncate text-muted-foreground max-xl:hidden max-sm:flex!">
              <span className="truncate">{lead.chatbot_name ?? "By hand"}</span>
            </TableCell>
            <TableCell label="Captured" numeric className="text-muted-foreground">
              <Moment at={lead.created_at} />
            </TableCell>
            <TableCell className="text-right max-sm:justify-end!">
              <span className="inline-flex">
                {lead.conversation_id && (
                  <Button variant="ghost" size="icon-sm" asChild>
                    <Link
                      href={routes.project(projectId).conversation(lead.conversation_id)}
                      aria-label={`Conversation with ${leadName(lead)}`}
                      title="Conversation"
                    >
                      <MessagesSquare />
                    </Link>
                  </Button>
                )}
                {mayWrite && <EditLead projectId={projectId} lead={lead} />}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const STAGE_VARIANTS = {
  new: "default",
  contacted: "outline",
  proposal: "warning",
  won: "success",
  lost: "neutral",
} as const satisfies Record<LeadView["stage"], string>;

/** What is known besides the name that stands above. */
function contactLine(lead: LeadView): string {
  return [lead.email, lead.phone].filter((text) => text !== null && text !== leadName(lead)).join(" · ");
}
