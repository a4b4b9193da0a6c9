"use client";

import { Inbox, PARTS_ON_DEMAND } from "@/components/conversations/inbox";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { NoneOpened } from "@/components/conversations/none-opened";

/** The inbox of an address that names no conversation. */
export function ListedInbox(props: InboxProps) {
  return <Inbox {...props} {...PARTS_ON_DEMAND} NoneOpened={NoneOpened} />;
}
