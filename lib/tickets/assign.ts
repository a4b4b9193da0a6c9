import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { appendEntry, entryAuthor } from "./append-entry";
import { findTicketRow, lockTicket } from "./find";
import { notifyAssignee, prepareNotices } from "./notify-assignee";
import { requireMember } from "./require-member";
import { toTicketView } from "./rows";
import type { AssignTicketInput, TicketView } from "./schema";

/**
 * Gives a ticket to a member of the organisation, or to nobody. The same person again changes nothing.
 * @throws NotFoundError no such ticket in a project the caller may see
 * @throws InvalidInputError the person is no member of the organisation
 */
export async function assignTicket(caller: Caller, input: AssignTicketInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  await prepareNotices();
  return change(caller, {}, async (db) => {
    const ticket = await lockTicket(db, caller, input.ticket_id);
    if (ticket.assigneeId !== input.assignee_id) {
      if (input.assignee_id !== null) await requireMember(db, input.assignee_id);
      await appendEntry(
        db,
        ticket,
        { kind: "assignee", body: input.assignee_id ?? "", ...entryAuthor(caller) },
        { assigneeId: input.assignee_id },
      );
      const { projectId, id: ticketId } = ticket;
      await notifyAssignee(db, caller, { projectId, ticketId, assigneeId: input.assignee_id }, "assigned");
      await recordAudit(db, caller, {
        action: "ticket.assign",
        targetKind: "ticket",
        targetId: ticket.id,
        details: { project_id: ticket.projectId, before: ticket.assigneeId, after: input.assignee_id },
      });
    }
    return toTicketView(await findTicketRow(db, caller, ticket.id));
  });
}
