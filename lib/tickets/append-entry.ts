import "server-only";
import { actorColumns, type Caller } from "@/lib/auth/caller";
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
}

/**
 * Adds a line to a locked ticket and changes the ticket with it. The ticket's `updated_at` becomes the line's time, which
 * also makes its search words anew, and is always later than any line before, whatever the clocks of the instances say.
 * @returns that time
 */
export async function appendEntry(
  db: TenantTransaction,
  ticket: Pick<LockedTicket, "projectId" | "id" | "updatedAt">,
  entry: NewEntry,
  data: Prisma.TicketUncheckedUpdateInput = {},
): Promise<Date> {
  const at = new Date(Math.max(Date.now(), ticket.updatedAt.getTime() + 1));
  await db.ticketEntry.create({
    data: {
      ...entry,
      id: newId("ticketEntry", at),
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
  return at;
}

/** Who acts, as the lines of a ticket store it. */
export function entryAuthor(caller: Caller): Pick<NewEntry, "authorKind" | "authorId"> {
  const { actorKind, actorId } = actorColumns(caller);
  return { authorKind: actorKind, authorId: actorId };
}
