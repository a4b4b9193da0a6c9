import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { appendMessage } from "@/lib/conversations/append-message";
import { change } from "@/lib/db/change";
import { enqueue, prepareQueues } from "@/lib/jobs/enqueue";
import { mailJob } from "@/lib/jobs/mail.job";
import { canMail } from "@/lib/outbound/mail";
import { appendEntry, entryAuthor } from "./append-entry";
import { findTicketRow, lockTicket } from "./find";
import { findReach } from "./reach";
import { toTicketView } from "./rows";
import type { AddEntryInput, TicketView } from "./schema";

/**
 * Keeps in the thread what the team answered, and brings it to the customer: as a message of the ticket's conversation,
 * which the chat shows, and by e-mail when there is an address and a mail server. `getTicketDelivery` tells what became
 * of it.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function replyToTicket(caller: Caller, input: AddEntryInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  if (canMail()) await prepareQueues();
  return change(caller, {}, async (db) => {
    const ticket = await lockTicket(db, caller, input.ticket_id);
    const { projectId, id: ticketId, conversationId } = ticket;
    const { email } = await findReach(db, projectId, ticketId);
    const isMailed = email !== null && canMail();
    const { id: entryId } = await appendEntry(db, ticket, {
      kind: "reply",
      body: input.body,
      ...entryAuthor(caller),
      ...(isMailed && { mailState: "queued" }),
    });
    if (conversationId !== null) {
      await appendMessage(db, projectId, conversationId, {
        role: "agent",
        content: input.body,
        author: { kind: "ticket", id: ticketId },
      });
    }
    if (isMailed) {
      await enqueue(db, mailJob, { kind: "ticket_reply", projectId, ticketId, entryId }, { key: entryId });
    }
    await recordAudit(db, caller, {
      action: "ticket.reply",
      targetKind: "ticket",
      targetId: ticketId,
      details: { project_id: projectId },
    });
    return toTicketView(await findTicketRow(db, caller, ticketId));
  });
}
