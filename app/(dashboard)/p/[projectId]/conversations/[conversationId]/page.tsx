import type { Metadata } from "next";
import { OpenedInbox } from "@/components/conversations/opened-inbox";
import { InboxPage } from "../inbox-page";

export const metadata: Metadata = { title: "Conversation" };

export default async function ConversationPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/conversations/[conversationId]">) {
  const [place, query] = await Promise.all([params, searchParams]);
  return <InboxPage {...place} query={query} Inbox={OpenedInbox} />;
}
