import type { Metadata } from "next";
import { ListedInbox } from "@/components/conversations/listed-inbox";
import { InboxPage } from "../inbox-page";

export const metadata: Metadata = { title: "Conversations" };

export default async function ConversationsPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/conversations">) {
  const [{ projectId }, query] = await Promise.all([params, searchParams]);
  return <InboxPage projectId={projectId} conversationId={null} query={query} Inbox={ListedInbox} />;
}
