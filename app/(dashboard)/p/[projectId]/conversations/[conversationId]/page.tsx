import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Transcript } from "@/components/conversations/transcript";
import { VisitorPanel } from "@/components/conversations/visitor-panel";
import { visitorName } from "@/components/conversations/words";
import { FilterProblem } from "@/components/lists/filter-problem";
import { pageAddresses, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { callerForProject } from "@/lib/auth/session";
import { getConversation } from "@/lib/conversations/get";
import { getConversationInput } from "@/lib/conversations/schema";
import { filtered } from "@/lib/web/filtered";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Conversation" };

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
  const { previousHref, nextHref } = pageAddresses(path, {}, query, conversation.next_cursor);
  const first = conversation.messages[0]?.position ?? 0;
  const count = conversation.user_message_count + conversation.agent_message_count;
  const name = visitorName(conversation.visitor);
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={[{ label: "Conversations", href: pages.conversations }, { label: name }]}
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
        <VisitorPanel conversation={conversation} chatbotHref={pages.chatbot(conversation.chatbot_id)} />
      </div>
    </>
  );
}
