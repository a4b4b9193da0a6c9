import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { canMail } from "@/lib/outbound/mail";
import { findReach } from "./reach";
import { MAX_HISTORY, type TicketDelivery, type TicketDeliveryInput } from "./schema";

/**
 * How replies to a ticket reach its customer, and what became of the newest ones that went by e-mail.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function getTicketDelivery(caller: Caller, input: TicketDeliveryInput): Promise<TicketDelivery> {
  requirePermission(caller, "tickets:read");
  const db = dbFor(caller);
  const ticket = await db.ticket.findFirst({
    where: { id: input.ticket_id },
    select: { projectId: true, id: true },
  });
  if (!ticket) throw new NotFoundError("ticket", input.ticket_id);
  const [reach, mails] = await Promise.all([
    findReach(db, ticket.projectId, ticket.id),
    db.ticketEntry.findMany({
      where: { projectId: ticket.projectId, ticketId: ticket.id, mailState: { not: "none" } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: MAX_HISTORY,
      select: { id: true, mailState: true, mailError: true, mailedAt: true },
    }),
  ]);
  return {
    opened_by: reach.openedBy,
    in_chat: reach.isInChat,
    has_email: reach.email !== null,
    email: caller.permissions.has("conversations:read") ? reach.email : null,
    can_mail: canMail(),
    mails: mails.map((mail) => ({
      entry_id: mail.id,
      state: mail.mailState as TicketDelivery["mails"][0]["state"],
      error: mail.mailError,
      mailed_at: mail.mailedAt?.toJSON() ?? null,
    })),
  };
}
