import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { recordEvent } from "@/lib/metrics/record";
import { appendEntry, entryAuthor, type NewEntry } from "./append-entry";
import { findTicketRow } from "./find";
import { requireMember } from "./require-member";
import { toTicketView } from "./rows";
import type { CreateTicketInput, TicketView } from "./schema";

/**
 * Opens a ticket in the caller's one project, by hand or from a conversation, and counts it in the metrics. What the
 * customer wrote is its first message.
 * @throws NotFoundError no such conversation in the project
 * @throws InvalidInputError the assignee is no member of the organisation
 */
export async function createTicket(caller: Caller, input: CreateTicketInput): Promise<TicketView> {
  requirePermission(caller, "tickets:write");
  const projectId = soleProject(caller);
  return change(caller, {}, async (db) => {
    if (input.assignee_id !== undefined) await requireMember(db, input.assignee_id);
    const conversation =
      input.conversation_id === undefined
        ? null
        : await db.conversation.findFirst({
            where: { id: input.conversation_id },
            select: { id: true, chatbotId: true, platform: true, visitorId: true },
          });
    if (input.conversation_id !== undefined && !conversation) {
      throw new NotFoundError("conversation", input.conversation_id);
    }
    const at = new Date();
    const ticket = await db.ticket.create({
      data: {
        id: newId("ticket", at),
        projectId,
        subject: input.subject,
        priority: input.priority,
        conversationId: conversation?.id ?? null,
        assigneeId: input.assignee_id ?? null,
        createdAt: at,
        updatedAt: at,
      },
      select: { projectId: true, id: true },
    });
    let last = at;
    const append = async (entry: NewEntry) => {
      last = await appendEntry(db, { ...ticket, updatedAt: last }, entry);
    };
    await append({
      kind: "message",
      body: input.message,
      authorKind: "customer",
      authorId: conversation?.visitorId ?? null,
    });
    await append({ kind: "status", toStatus: "new", ...entryAuthor(caller) });
    if (input.assignee_id !== undefined) {
      await append({ kind: "assignee", body: input.assignee_id, ...entryAuthor(caller) });
    }
    await recordEvent(db, projectId, {
      kind: "ticket",
      chatbotId: conversation?.chatbotId ?? null,
      platform: conversation?.platform ?? null,
      at,
    });
    await recordAudit(db, caller, {
      action: "ticket.create",
      targetKind: "ticket",
      targetId: ticket.id,
      details: { project_id: projectId, conversation_id: conversation?.id ?? null },
    });
    return toTicketView(await findTicketRow(db, caller, ticket.id));
  });
}
