"use client";

import { ConversationPane } from "@/components/conversations/conversation-pane";
import { Inbox, PARTS_ON_DEMAND } from "@/components/conversations/inbox";
import type { InboxProps } from "@/components/conversations/inbox-props";

/** The inbox of an address that names a conversation. */
export function OpenedInbox(props: InboxProps) {
  return <Inbox {...props} {...PARTS_ON_DEMAND} Pane={ConversationPane} />;
}
