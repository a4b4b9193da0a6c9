import Link from "next/link";
import type { ReactNode } from "react";
import { EmailAddress } from "@/components/format/email-address";
import { Moment } from "@/components/format/moment";
import { leadName, QUALIFICATION_LABELS, SOURCE_LABELS, STAGE_LABELS } from "@/components/leads/words";
import { routes } from "@/components/shell/routes";
import { CopyButton } from "@/components/ui/copy-button";
import type { LeadDetail } from "@/lib/leads/schema";
import { EditLead } from "./edit-lead";
import { QualificationSelect, StageSelect } from "./lead-selects";
import { LeadSheet } from "./lead-sheet";

export interface LeadDetailsProps {
  projectId: string;
  lead: LeadDetail;
  mayWrite: boolean;
  /** Whether the reader may open the conversation. */
  mayRead: boolean;
  closeHref: string;
}

/** All that is kept of a lead: contact, sale, source, and what the visitor agreed to. */
export function LeadDetails({ projectId, lead, mayWrite, mayRead, closeHref }: LeadDetailsProps) {
  const pages = routes.project(projectId);
  return (
    <LeadSheet title={leadName(lead)} closeHref={closeHref}>
      <dl className="grid gap-3 text-sm">
        <Fact label="E-mail">
          <Contact value={lead.email} label="Copy e-mail address" />
        </Fact>
        <Fact label="Phone">
          <Contact value={lead.phone} label="Copy phone number" />
        </Fact>
        <Fact label="Stage">
          {mayWrite ? <StageSelect projectId={projectId} lead={lead} /> : STAGE_LABELS[lead.stage]}
        </Fact>
        {lead.lost_from_stage && <Fact label="Lost from">{STAGE_LABELS[lead.lost_from_stage]}</Fact>}
        <Fact label="Qualification">
          {mayWrite ? (
            <QualificationSelect projectId={projectId} lead={lead} />
          ) : (
            QUALIFICATION_LABELS[lead.qualification]
          )}
        </Fact>
        <Fact label="Source">
          {SOURCE_LABELS[lead.source]}
          {lead.chatbot_name && <span className="text-muted-foreground"> · {lead.chatbot_name}</span>}
        </Fact>
        <Fact label="Captured">
          <Moment at={lead.created_at} as="full" />
        </Fact>
        <Fact label="Last change">
          <Moment at={lead.updated_at} as="full" />
        </Fact>
        <Fact label="Consent">
          {lead.consent_at ? (
            <span className="grid gap-1">
              <span>
                Given <Moment at={lead.consent_at} as="full" />
              </span>
              <q className="text-muted-foreground [overflow-wrap:anywhere]">{lead.consent_text}</q>
            </span>
          ) : lead.source === "manual" ? (
            "Not asked in the chat"
          ) : (
            "Not given: ask before you write to them for anything but their question."
          )}
        </Fact>
      </dl>
      <div className="flex flex-wrap items-center gap-3 border-t pt-4 text-sm">
        {lead.conversation_id && mayRead && (
          <Link href={pages.conversation(lead.conversation_id)} className="link">
            Read the conversation
          </Link>
        )}
        {lead.visitor_id && mayRead && (
          <Link href={pages.visitor(lead.visitor_id)} className="link">
            See the visitor
          </Link>
        )}
        {mayWrite && (
          <span className="ml-auto">
            <EditLead projectId={projectId} lead={lead} />
          </span>
        )}
      </div>
    </LeadSheet>
  );
}

function Contact({ value, label }: { value: string | null; label: string }) {
  if (value === null) return <span className="text-muted-foreground">Not known</span>;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <EmailAddress address={value} />
      </span>
      <CopyButton value={value} label={label} className="-my-1 shrink-0" />
    </span>
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
