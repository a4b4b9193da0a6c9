import type { ComponentProps, ReactNode } from "react";
import type { SaveLeadDialog } from "@/components/leads/save-lead-dialog";
import type { ShortcutWords } from "@/components/shell/use-shortcuts";
import type { OpenTicketDialog } from "@/components/tickets/open-ticket-dialog";
import type { InboxPage, OpenConversation } from "@/lib/conversations/schema";
import type { ActionResult } from "@/lib/web/schema";

type Act<Input> = (
  projectId: string,
  input: { conversation_id: string } & Input,
) => Promise<ActionResult<unknown>>;

/** What a person who may answer can do with a conversation. */
export interface InboxActions {
  send: Act<{ text: string; message_id: string }>;
  takeOver: Act<object>;
  handBack: Act<object>;
  assign: Act<{ assignee_id: string | null }>;
  mark: Act<{ as: "read" | "unread" }>;
}

export interface InboxProps {
  projectId: string;
  /** Whoever looks. */
  me: { user_id: string; name: string };
  /** The fields that narrow the list down. */
  filters: ReactNode;
  /** What its keys are called. */
  shortcuts: ShortcutWords;
  /** Who can look after a conversation. */
  members: readonly { user_id: string; name: string }[];
  /** The list as the server read it. */
  initial: { filters: Record<string, string>; page: InboxPage };
  /** The conversation of the address, as the server read it. */
  conversation: OpenConversation | null;
  /** Null for people who may only read. */
  actions: InboxActions | null;
  createLead: ComponentProps<typeof SaveLeadDialog>["action"] | null;
  createTicket: ComponentProps<typeof OpenTicketDialog>["action"] | null;
  /** Where history is imported, for those who may. */
  importHref: string | null;
}
