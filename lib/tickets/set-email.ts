import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { announce } from "@/lib/live/announce";
import { findTicketRow, lockTicket } from "./find";
import { toTicketView } from "./rows";
import type { SetTicketEmailInput, TicketView } from "./schema";

/**
 * Says where replies to a ticket go besides the chat. Replies that wait to be sent go there too.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function setTicketEmail(caller: Caller, input: SetTicketEmailInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  return change(caller, {}, async (db) => {
    const { projectId, id } = await lockTicket(db, caller, input.ticket_id);
    const { count } = await db.ticket.updateMany({
      where: { projectId, id, OR: [{ email: null }, { email: { not: input.email ?? "" } }] },
      data: { email: input.email },
    });
    if (count > 0) {
      await announce(db, projectId, { kind: "ticket" });
      await recordAudit(db, caller, {
        action: "ticket.set_email",
        targetKind: "ticket",
        targetId: id,
        details: { project_id: projectId },
      });
    }
    return toTicketView(await findTicketRow(db, caller, id));
  });
}
