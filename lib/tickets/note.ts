import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { appendEntry, entryAuthor } from "./append-entry";
import { findTicketRow, lockTicket } from "./find";
import { toTicketView } from "./rows";
import type { AddEntryInput, TicketView } from "./schema";

/**
 * Keeps a note for the team in the thread. No customer ever sees it.
 * @throws NotFoundError no such ticket in a project the caller may see
 */
export async function addNote(caller: Caller, input: AddEntryInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  return change(caller, {}, async (db) => {
    const ticket = await lockTicket(db, caller, input.ticket_id);
    await appendEntry(db, ticket, { kind: "note", body: input.body, ...entryAuthor(caller) });
    await recordAudit(db, caller, {
      action: "ticket.note",
      targetKind: "ticket",
      targetId: ticket.id,
      details: { project_id: ticket.projectId },
    });
    return toTicketView(await findTicketRow(db, caller, ticket.id));
  });
}
