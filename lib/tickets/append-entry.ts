import "server-only";
import { actorColumns, type Caller } from "@/lib/auth/caller";
import { announceConversation } from "@/lib/conversations/announce";
import { newId } from "@/lib/core/ids";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import type { LockedTicket } from "./find";
import type { EntryRow } from "./rows";

/** One line of a ticket's thread or history. */
export interface NewEntry {
  kind: EntryRow["kind"];
  body?: string;
  fromStatus?: LockedTicket["status"];
  toStatus?: LockedTicket["status"];
  authorKind: string;
  authorId: string | null;
  /** Of a reply that also goes out by e-mail. */
  mailState?: "queued";
}

/**
 * Adds a line to a locked ticket and changes the ticket with it. The ticket's `updated_at` becomes the line's time, which
 * also makes its search words anew, and is always later than any line before, whatever the clocks of the instances say.
 * What the customer may see is also told to whoever follows the conversation, or the visitor when there is none.
 */
export async function appendEntry(
  db: TenantTransaction,
  ticket: Pick<LockedTicket, "projectId" | "id" | "conversationId" | "visitorId" | "updatedAt">,
  entry: NewEntry,
  data: Prisma.TicketUncheckedUpdateInput = {},
): Promise<{ id: string; createdAt: Date }> {
  const at = new Date(Math.max(Date.now(), ticket.updatedAt.getTime() + 1));
  const id = newId("ticketEntry", at);
  await db.ticketEntry.create({
    data: {
      ...entry,
      id,
      projectId: ticket.projectId,
      ticketId: ticket.id,
      createdAt: at,
    },
    select: { id: true },
  });
  await db.ticket.update({
    where: { projectId_id: { projectId: ticket.projectId, id: ticket.id } },
    data: { ...data, updatedAt: at },
    select: { id: true },
  });
  // Several lines of one transaction are announced once: PostgreSQL drops repetitions.
  await announce(db, ticket.projectId, { kind: "ticket" });
  const follower = ticket.conversationId ?? ticket.visitorId;
  if (follower !== null && SHOWN_TO_VISITORS.has(entry.kind)) {
    await announceConversation(db, ticket.projectId, follower);
  }
  return { id, createdAt: at };
}

const SHOWN_TO_VISITORS: ReadonlySet<EntryRow["kind"]> = new Set(["message", "reply", "status"]);

/** Who acts, as the lines of a ticket store it. */
export function entryAuthor(caller: Caller): Pick<NewEntry, "authorKind" | "authorId"> {
  const { actorKind, actorId } = actorColumns(caller);
  return { authorKind: actorKind === "visitor" ? "customer" : actorKind, authorId: actorId };
}
