import type { EntryAuthor, TicketEntryView, TicketPriority, TicketStatus } from "@/lib/tickets/schema";

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
