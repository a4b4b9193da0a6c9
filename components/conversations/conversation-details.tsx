"use client";

import type { InboxProps } from "@/components/conversations/inbox-props";
import { RelatedPanel } from "@/components/conversations/related-panel";
import { VisitorPanel } from "@/components/conversations/visitor-panel";
import { SaveLeadDialog } from "@/components/leads/save-lead-dialog";
import { OpenTicketDialog } from "@/components/tickets/open-ticket-dialog";
import type { OpenConversation } from "@/lib/conversations/schema";
import { MAX_BODY_LENGTH } from "@/lib/tickets/values";

/** Longest subject made of what a customer wrote, in characters. */
const MAX_MADE_SUBJECT = 100;

interface ConversationDetailsProps
  extends Pick<InboxProps, "projectId" | "members" | "createLead" | "createTicket"> {
  data: OpenConversation;
}

/** Who wrote, the facts of the conversation, and what came of it. */
export function ConversationDetails({
  projectId,
  members,
  createLead,
  createTicket,
  data,
}: ConversationDetailsProps) {
  const { id, visitor } = data.conversation;
  return (
    <VisitorPanel projectId={projectId} conversation={data.conversation}>
      {(createTicket || (createLead && data.leads.length === 0)) && (
        <div className="flex flex-wrap gap-2">
          {createLead && data.leads.length === 0 && (
            <SaveLeadDialog
              projectId={projectId}
              action={createLead}
              variant="outline"
              conversation={{
                id,
                name: visitor?.name ?? null,
                email: visitor?.email ?? null,
                phone: visitor?.phone ?? null,
              }}
            />
          )}
          {createTicket && (
            <OpenTicketDialog
              projectId={projectId}
              action={createTicket}
              members={members}
              label="Open a ticket"
              variant="outline"
              conversation={{ id, ...askedFor(data) }}
            />
          )}
        </div>
      )}
      <RelatedPanel projectId={projectId} tickets={data.tickets} leads={data.leads} />
    </VisitorPanel>
  );
}

/** What a ticket of this conversation begins with: the first message of the customer that is shown. */
function askedFor({ messages }: OpenConversation): { subject: string; message: string } {
  const first = messages.find(({ role }) => role === "user")?.content ?? "";
  // Control characters can't be seen in the form that would refuse them.
  const text = first.replace(/(?![\n\t])\p{Cc}/gu, "").trim();
  const line = text.replace(/\s+/g, " ");
  const isLong = line.length > MAX_MADE_SUBJECT;
  return {
    subject: isLong
      ? `${line
          .slice(0, MAX_MADE_SUBJECT - 1)
          .toWellFormed()
          .trimEnd()}…`
      : line,
    message: text.slice(0, MAX_BODY_LENGTH).toWellFormed(),
  };
}
