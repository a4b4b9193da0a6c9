import "server-only";
import type { Platform } from "@/lib/conversations/schema";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { recordEvent } from "@/lib/metrics/record";
import { appendEntry, type NewEntry } from "./append-entry";
import type { TicketOpener, TicketPriority } from "./schema";

/** A ticket that is to be opened. */
export interface NewTicket {
  projectId: string;
  subject: string;
  /** What the customer wrote or asked for. */
  message: string;
  priority: TicketPriority;
  conversation: { id: string; chatbotId: string; platform: Platform } | null;
  visitorId: string | null;
  chatbotId: string | null;
  /** Where replies go besides the widget; null: to the visitor's own address, if there is one by then. */
  email: string | null;
  openedBy: TicketOpener;
  assigneeId: string | null;
  /** Who opened it, for its history. */
  opener: Pick<NewEntry, "authorKind" | "authorId">;
}

/** Writes a new ticket with its first lines and counts it in the metrics. @returns its id */
export async function insertTicket(db: TenantTransaction, ticket: NewTicket): Promise<string> {
  const { projectId, conversation, visitorId, opener } = ticket;
  const at = new Date();
  const id = newId("ticket", at);
  await db.ticket.create({
    data: {
      id,
      projectId,
      subject: ticket.subject,
      priority: ticket.priority,
      conversationId: conversation?.id ?? null,
      visitorId,
      chatbotId: ticket.chatbotId,
      email: ticket.email,
      openedBy: ticket.openedBy,
      assigneeId: ticket.assigneeId,
      createdAt: at,
      updatedAt: at,
    },
    select: { id: true },
  });
  let last = at;
  const append = async (entry: NewEntry) => {
    const row = { projectId, id, conversationId: conversation?.id ?? null, visitorId, updatedAt: last };
    last = (await appendEntry(db, row, entry)).createdAt;
  };
  await append({ kind: "message", body: ticket.message, authorKind: "customer", authorId: visitorId });
  await append({ kind: "status", toStatus: "new", ...opener });
  if (ticket.assigneeId !== null) await append({ kind: "assignee", body: ticket.assigneeId, ...opener });
  await recordEvent(db, projectId, {
    kind: "ticket",
    chatbotId: ticket.chatbotId,
    platform: conversation?.platform ?? null,
    at,
  });
  return id;
}
