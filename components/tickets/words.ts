import type {
  EntryAuthor,
  TicketDelivery,
  TicketEntryView,
  TicketOpener,
  TicketPriority,
  TicketStatus,
} from "@/lib/tickets/schema";

export const STATUS_LABELS: Record<TicketStatus, string> = {
  new: "New",
  in_progress: "In progress",
  resolved: "Resolved",
  closed: "Closed",
};

export const PRIORITY_LABELS: Record<TicketPriority, string> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  urgent: "Urgent",
};

export const ENTRY_LABELS: Record<TicketEntryView["kind"], string> = {
  message: "Customer",
  reply: "Reply",
  note: "Internal note",
};

/** What somebody without a known name is called. */
const NAMELESS: Record<EntryAuthor["kind"], string> = {
  customer: "Customer",
  person: "Former member",
  connection: "Assistant",
  api_key: "API key",
  job: "Caramel",
  operator: "Operator",
};

export function authorName({ kind, name }: EntryAuthor): string {
  return name?.trim() || NAMELESS[kind];
}

/** Who works on a ticket. */
export function assigneeName(assignee: { name: string | null } | null): string {
  return assignee ? (assignee.name ?? "Former member") : "Nobody";
}

/** Who opened a ticket. */
export const OPENER_LABELS: Record<TicketOpener, string> = {
  person: "By your team",
  visitor: "By the customer in the chat",
  rule: "By a rule of the chatbot",
};

/** How a reply reaches the customer, or why it does not, as a sentence. */
export function reachInWords(delivery: TicketDelivery): string {
  const { in_chat, has_email, can_mail } = delivery;
  const address = delivery.email ?? "the customer's address";
  if (in_chat && has_email && can_mail) return `A reply reaches the customer in the chat and at ${address}.`;
  if (in_chat) {
    if (!can_mail) return "A reply reaches the customer in the chat on your website.";
    return "A reply reaches the customer in the chat on your website; without an e-mail address, only there.";
  }
  if (has_email && can_mail) return `A reply goes to ${address} by e-mail.`;
  if (has_email) {
    return "A reply reaches nobody yet: this installation has no mail server. Tell the customer yourself.";
  }
  return can_mail
    ? "A reply reaches nobody yet: add the customer's e-mail address."
    : "A reply reaches nobody yet: the customer is not in the chat, and this installation has no mail server.";
}
