import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RelatedPanel } from "@/components/conversations/related-panel";
import { Transcript } from "@/components/conversations/transcript";
import { VisitorPanel } from "@/components/conversations/visitor-panel";
import { visitorName } from "@/components/conversations/words";
import { SaveLeadDialog } from "@/components/leads/save-lead-dialog";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { OpenTicketDialog } from "@/components/tickets/open-ticket-dialog";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { getConversation } from "@/lib/conversations/get";
import { type ConversationDetail, getConversationInput } from "@/lib/conversations/schema";
import { listLeads } from "@/lib/leads/list";
import { listMembers } from "@/lib/people/list-members";
import { listTickets } from "@/lib/tickets/list";
import { MAX_BODY_LENGTH } from "@/lib/tickets/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { createLeadAction } from "../../leads/actions";
import { createTicketAction } from "../../tickets/actions";

export const metadata: Metadata = { title: "Conversation" };

/** Tickets of a conversation shown beside it. */
const MAX_RELATED = 5;
/** Longest subject made of what a customer wrote, in characters. */
const MAX_MADE_SUBJECT = 100;

export default async function ConversationPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/conversations/[conversationId]">) {
  const [{ projectId, conversationId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const known = getConversationInput.shape.conversation_id.safeParse(conversationId);
  if (!known.success) notFound();
  const pages = routes.project(projectId);
  const result = await filtered(
    caller,
    getConversationInput,
    { conversation_id: conversationId, cursor: queryText(query, "cursor") },
    (who, input) => forPage(getConversation(who, input)),
  );
  const path = pages.conversation(conversationId);
  if (!result.ok) return <FilterProblem error={result.error} clearHref={path} />;
  const conversation = result.data;
  const related = { conversation_id: conversation.id, limit: MAX_RELATED };
  const [tickets, leads, members] = await Promise.all([
    caller.permissions.has("tickets:read") ? listTickets(caller, related) : { items: [] },
    caller.permissions.has("leads:read") ? listLeads(caller, related) : { items: [] },
    caller.permissions.has("tickets:write") ? listMembers(caller) : null,
  ]);
  const { previousHref, nextHref } = pageAddresses(path, {}, query, conversation.next_cursor);
  const first = conversation.messages[0]?.position ?? 0;
  const count = conversation.user_message_count + conversation.agent_message_count;
  const name = visitorName(conversation.visitor);
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={[{ label: "Conversations", href: pages.conversations }, { label: name }]}
        actions={
          <>
            {caller.permissions.has("leads:write") && leads.items.length === 0 && (
              <SaveLeadDialog
                projectId={projectId}
                action={createLeadAction}
                variant="outline"
                conversation={{
                  id: conversation.id,
                  name: conversation.visitor?.name ?? null,
                  email: conversation.visitor?.email ?? null,
                  phone: conversation.visitor?.phone ?? null,
                }}
              />
            )}
            {members && (
              <OpenTicketDialog
                projectId={projectId}
                action={createTicketAction}
                members={members.filter(({ is_disabled }) => !is_disabled)}
                label="Open a ticket"
                variant="outline"
                conversation={{ id: conversation.id, ...askedFor(conversation) }}
              />
            )}
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="grid min-w-0 gap-3">
          <Transcript messages={conversation.messages} customer={name} chatbot={conversation.chatbot_name} />
          {(previousHref || nextHref) && (
            <Pagination
              previousHref={previousHref}
              nextHref={nextHref}
              summary={`Messages ${first + 1} to ${first + conversation.messages.length} of ${count}`}
            />
          )}
        </div>
        <VisitorPanel conversation={conversation} chatbotHref={pages.chatbot(conversation.chatbot_id)}>
          <RelatedPanel projectId={projectId} tickets={tickets.items} leads={leads.items} />
        </VisitorPanel>
      </div>
    </>
  );
}

/** What a ticket of this conversation begins with: the first message of the customer on this page. */
function askedFor({ messages }: ConversationDetail): { subject: string; message: string } {
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
