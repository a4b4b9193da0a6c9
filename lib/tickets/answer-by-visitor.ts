import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { appendEntry, entryAuthor } from "./append-entry";
import { lockTicket } from "./find";
import { notifyAssignee, prepareNotices } from "./notify-assignee";
import type { AnswerByVisitorInput, VisitorTicketView } from "./schema";
import { SHOWN_OPENERS, visitorTickets } from "./visitor-view";

/**
 * Adds what the visitor writes to a ticket of theirs. One that was resolved is in progress again, with a line in its
 * history.
 * @throws NotFoundError no such ticket of this visitor
 * @throws ConflictError the ticket is closed
 */
export async function answerTicketByVisitor(
  caller: Caller,
  input: AnswerByVisitorInput,
): Promise<VisitorTicketView> {
  requirePermission(caller, "tickets:write");
  const visitor = actingVisitor(caller);
  await prepareNotices();
  return change(caller, {}, async (db) => {
    const ticket = await lockTicket(db, caller, input.ticket_id);
    // As if it were nowhere: an id alone tells nothing about the tickets of others.
    if (ticket.visitorId !== visitor.visitorId || !SHOWN_OPENERS.includes(ticket.openedBy)) {
      throw new NotFoundError("ticket", input.ticket_id);
    }
    if (ticket.status === "closed") {
      throw new ConflictError("This request is closed.", {
        reason: "ticket_closed",
        nextStep: "Open a new one.",
      });
    }
    const author = entryAuthor(caller);
    const { createdAt } = await appendEntry(db, ticket, { kind: "message", body: input.message, ...author });
    if (ticket.status === "resolved") {
      await appendEntry(
        db,
        { ...ticket, updatedAt: createdAt },
        { kind: "status", fromStatus: "resolved", toStatus: "in_progress", ...author },
        { status: "in_progress" },
      );
    }
    const { projectId, id: ticketId, assigneeId } = ticket;
    await notifyAssignee(db, caller, { projectId, ticketId, assigneeId }, "answered");
    const [view] = await visitorTickets(db, visitor, ticket.id);
    if (!view) throw new NotFoundError("ticket", ticket.id);
    return view;
  });
}
