import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { lockActingVisitor } from "@/lib/visitors/lock";
import { entryAuthor } from "./append-entry";
import { insertTicket } from "./insert";
import { openTicketsOf } from "./open-of-visitor";
import { MAX_OPEN_TICKETS, type OpenTicketByVisitorInput, type VisitorTicketView } from "./schema";
import { ticketsOff } from "./tickets-off";
import { visitorTickets } from "./visitor-view";

/**
 * Opens a ticket for the visitor who asks for a person, linked to their newest conversation with the chatbot, and counts
 * it in the metrics.
 * @throws UnauthenticatedError `visitor_unknown`: the visitor is being deleted
 * @throws ConflictError the chatbot takes no tickets, or the visitor has MAX_OPEN_TICKETS that are not settled
 */
export async function openTicketByVisitor(
  caller: Caller,
  input: OpenTicketByVisitorInput,
): Promise<VisitorTicketView> {
  requirePermission(caller, "tickets:write");
  const visitor = actingVisitor(caller);
  const { projectId, visitorId, chatbotId } = visitor;
  return change(caller, {}, async (db) => {
    const chatbot = await db.chatbot.findFirst({
      where: { projectId, id: chatbotId },
      select: { visitorTickets: true },
    });
    if (!chatbot) throw new NotFoundError("chatbot", chatbotId);
    if (!chatbot.visitorTickets) {
      throw ticketsOff();
    }
    const { email } = await lockActingVisitor(db, projectId, visitorId);
    if ((await openTicketsOf(db, projectId, visitorId)) >= MAX_OPEN_TICKETS) {
      throw new ConflictError(`You have ${MAX_OPEN_TICKETS} requests that are still open.`, {
        reason: "too_many_open_tickets",
        nextStep: "Write in one of them instead.",
      });
    }
    const conversation = await db.conversation.findFirst({
      where: { projectId, visitorId, chatbotId },
      orderBy: [{ lastMessageAt: "desc" }, { id: "desc" }],
      select: { id: true, chatbotId: true, platform: true },
    });
    const id = await insertTicket(db, {
      projectId,
      subject: input.subject,
      message: input.message,
      priority: "normal",
      conversation,
      visitorId,
      chatbotId,
      email: input.email ?? email,
      openedBy: "visitor",
      assigneeId: null,
      opener: entryAuthor(caller),
    });
    const [ticket] = await visitorTickets(db, visitor, id);
    if (!ticket) throw new NotFoundError("ticket", id);
    return ticket;
  });
}
