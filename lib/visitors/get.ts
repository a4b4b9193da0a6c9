import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { toAttributes } from "@/lib/conversations/rows";
import { dbFor } from "@/lib/db/tenant";
import { findVisitor } from "./find";
import { ofVisitor } from "./of-visitor";
import { toVisitorView } from "./rows";
import { type VisitorDetail, type VisitorInput, visitorDetail } from "./schema";

/** Leads and tickets that are shown of a visitor. */
const MAX_RELATED = 50;

/**
 * What is known of a visitor.
 * @throws NotFoundError no such visitor in a project the caller may see
 */
export async function getVisitor(caller: Caller, input: VisitorInput): Promise<VisitorDetail> {
  requirePermission(caller, "conversations:read");
  const db = dbFor(caller);
  const row = await findVisitor(db, caller, input.visitor_id);
  const where = { projectId: row.projectId, ...ofVisitor(row.id) };
  const [leads, tickets] = await Promise.all([
    caller.permissions.has("leads:read")
      ? db.lead.findMany({
          where,
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take: MAX_RELATED,
          select: { id: true, name: true, email: true, phone: true, stage: true, conversationId: true },
        })
      : null,
    caller.permissions.has("tickets:read")
      ? db.ticket.findMany({
          where,
          orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
          take: MAX_RELATED,
          select: { id: true, subject: true, status: true },
        })
      : null,
  ]);
  return visitorDetail.parse({
    ...toVisitorView(row),
    attributes: toAttributes(row.attributes),
    message_count: row.messageCount,
    leads:
      leads?.map(({ conversationId, ...lead }) => ({ ...lead, conversation_id: conversationId })) ?? null,
    tickets,
  });
}
