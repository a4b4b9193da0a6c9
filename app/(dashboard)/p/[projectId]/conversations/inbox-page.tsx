import { notFound } from "next/navigation";
import type { ComponentType } from "react";
import { inboxFields, inboxFilters } from "@/components/conversations/inbox-address";
import { InboxFilters } from "@/components/conversations/inbox-filters";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { inboxShortcuts } from "@/components/conversations/inbox-shortcuts";
import { FilterProblem } from "@/components/lists/filter-problem";
import { type PageQuery, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { listChatbots } from "@/lib/chatbots/list";
import { listInbox } from "@/lib/conversations/inbox";
import { openConversation } from "@/lib/conversations/open";
import { getTranscriptInput, listInboxInput } from "@/lib/conversations/schema";
import { listMembers } from "@/lib/people/list-members";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";
import { readerZone } from "@/lib/web/reader-zone";
import { createLeadAction } from "../leads/actions";
import { createTicketAction } from "../tickets/actions";
import {
  assignConversationAction,
  handBackAction,
  markConversationAction,
  sendMessageAction,
  takeOverAction,
} from "./actions";

const ACTIONS = {
  send: sendMessageAction,
  takeOver: takeOverAction,
  handBack: handBackAction,
  assign: assignConversationAction,
  mark: markConversationAction,
};

/** Chatbots offered in the filter. */
const MAX_CHATBOTS = 100;

interface InboxPageProps {
  projectId: string;
  conversationId: string | null;
  query: PageQuery;
  /** What draws it; each page brings along what it shows first. */
  Inbox: ComponentType<InboxProps>;
}

/** The inbox as an address names it: its list, and the conversation that is opened. */
export async function InboxPage({ projectId, conversationId, query, Inbox }: InboxPageProps) {
  const caller = await forPage(callerForProject(projectId));
  const fields = inboxFields((name) => queryText(query, name));
  const filters = inboxFilters(fields, await readerZone());
  const at = queryText(query, "at");
  const target = getTranscriptInput.safeParse({
    conversation_id: conversationId,
    around: at !== undefined && /^\d{1,9}$/.test(at) ? at : undefined,
  });
  if (conversationId !== null && !target.success) notFound();
  const [chatbots, list, conversation, members] = await Promise.all([
    listChatbots(caller, { limit: MAX_CHATBOTS }),
    filtered(caller, listInboxInput, filters, listInbox),
    target.success ? forPage(openConversation(caller, target.data)) : null,
    listMembers(caller),
  ]);
  const path = routes.project(projectId).conversations;
  if (!list.ok) {
    return (
      <>
        <PageHeader title="Conversations" />
        <FilterProblem error={list.error} clearHref={path} />
      </>
    );
  }
  const userId = caller.actor.kind === "person" ? caller.actor.userId : "";
  const active = members.filter(({ is_disabled }) => !is_disabled);
  const may = (name: Parameters<typeof caller.permissions.has>[0]) => caller.permissions.has(name);
  return (
    <Inbox
      projectId={projectId}
      me={{ user_id: userId, name: active.find(({ user_id }) => user_id === userId)?.name ?? "" }}
      filters={<InboxFilters fields={fields} chatbots={chatbots.items} />}
      shortcuts={inboxShortcuts(may("conversations:write"))}
      members={active.map(({ user_id, name }) => ({ user_id, name }))}
      initial={{ filters, page: list.data }}
      conversation={conversation}
      actions={may("conversations:write") ? ACTIONS : null}
      createLead={may("leads:write") ? createLeadAction : null}
      createTicket={may("tickets:write") ? createTicketAction : null}
      importHref={may("history:import") ? routes.project(projectId).import : null}
    />
  );
}
