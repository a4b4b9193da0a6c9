import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { lockWithVisitor } from "@/lib/conversations/lock-with-visitor";
import { change } from "@/lib/db/change";
import { entryAuthor } from "./append-entry";
import { findTicketRow } from "./find";
import { insertTicket } from "./insert";
import { notifyAssignee, prepareNotices } from "./notify-assignee";
import { requireMember } from "./require-member";
import { toTicketView } from "./rows";
import type { CreateTicketInput, TicketView } from "./schema";

/**
 * Opens a ticket in the caller's one project, by hand or from a conversation, and counts it in the metrics. What the
 * customer wrote is its first message; a conversation's visitor is who the replies go to.
 * @throws NotFoundError no such conversation in the project, or its visitor was deleted this moment
 * @throws InvalidInputError the assignee is no member of the organisation
 */
export async function createTicket(caller: Caller, input: CreateTicketInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  const projectId = soleProject(caller);
  await prepareNotices();
  return change(caller, {}, async (db) => {
    if (input.assignee_id !== undefined) await requireMember(db, input.assignee_id);
    const conversation =
      input.conversation_id === undefined
        ? null
        : await lockWithVisitor(db, projectId, input.conversation_id);
    const id = await insertTicket(db, {
      projectId,
      subject: input.subject,
      message: input.message,
      priority: input.priority,
      conversation,
      visitorId: conversation?.visitor?.id ?? null,
      chatbotId: conversation?.chatbotId ?? null,
      email: input.email ?? conversation?.visitor?.email ?? null,
      openedBy: "person",
      assigneeId: input.assignee_id ?? null,
      opener: entryAuthor(caller),
    });
    await notifyAssignee(
      db,
      caller,
      { projectId, ticketId: id, assigneeId: input.assignee_id ?? null },
      "assigned",
    );
    await recordAudit(db, caller, {
      action: "ticket.create",
      targetKind: "ticket",
      targetId: id,
      details: { project_id: projectId, conversation_id: conversation?.id ?? null },
    });
    return toTicketView(await findTicketRow(db, caller, id));
  });
}
