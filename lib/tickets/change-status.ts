import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { ConflictError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { appendEntry, entryAuthor } from "./append-entry";
import { findTicketRow, lockTicket } from "./find";
import { toTicketView } from "./rows";
import type { ChangeTicketStatusInput, TicketView } from "./schema";

/**
 * Moves a ticket to another status with a line in its history. The same status again changes nothing.
 * @throws NotFoundError no such ticket in a project the caller may see
 * @throws ConflictError the ticket is no longer in `from_status`
 */
export async function changeTicketStatus(
  caller: Caller,
  input: ChangeTicketStatusInput,
): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  return change(caller, {}, async (db) => {
    const ticket = await lockTicket(db, caller, input.ticket_id);
    if (ticket.status !== input.status) {
      if (input.from_status !== undefined && input.from_status !== ticket.status) {
        throw new ConflictError(
          `The ticket is ${ticket.status.replace("_", " ")} by now: somebody else changed it.`,
          {
            nextStep: "Look at the ticket again, then decide.",
          },
        );
      }
      await appendEntry(
        db,
        ticket,
        { kind: "status", fromStatus: ticket.status, toStatus: input.status, ...entryAuthor(caller) },
        { status: input.status },
      );
      await recordAudit(db, caller, {
        action: "ticket.change_status",
        targetKind: "ticket",
        targetId: ticket.id,
        details: { project_id: ticket.projectId, before: ticket.status, after: input.status },
      });
    }
    return toTicketView(await findTicketRow(db, caller, ticket.id));
  });
}
