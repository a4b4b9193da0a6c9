import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { announceConversation } from "@/lib/conversations/announce";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { findVisitor } from "./find";
import { ofVisitor } from "./of-visitor";
import type { DeletedVisitor, VisitorInput } from "./schema";

/**
 * Deletes a visitor with everything of theirs, for good: conversations with messages and replies, leads, tickets with
 * threads, and which sales rules they saw. Counts of the past stay, because they tell of nobody. The audit log keeps
 * the id and nothing else.
 * @throws InsufficientPermissionError without `visitors:manage`
 * @throws NotFoundError no such visitor in a project the caller may see
 */
export async function deleteVisitor(caller: Caller, input: VisitorInput): Promise<DeletedVisitor> {
  requirePermission(caller, "visitors:manage");
  const { projectId, id } = await findVisitor(dbFor(caller), caller, input.visitor_id);
  return change(inProject(caller, projectId), {}, async (db) => {
    const conversations = await lockVisitor(db, projectId, id);
    const where = { projectId, ...ofVisitor(id) };
    const leads = await db.lead.deleteMany({ where });
    const tickets = await db.ticket.deleteMany({ where });
    // Messages and replies go with them; whoever still writes a reply finds no conversation to put it in.
    await db.conversation.deleteMany({ where: { projectId, visitorId: id } });
    await db.$executeRaw`
      DELETE FROM sales_rule_showing s USING visitor v, sales_rule r
       WHERE v.project_id = ${projectId} AND v.id = ${id} AND r.project_id = v.project_id
         AND s.project_id = v.project_id AND s.rule_id = r.id AND s.visitor_hash = v.token_hash`;
    await db.visitor.deleteMany({ where: { projectId, id } });
    const counts = { conversations: conversations.length, leads: leads.count, tickets: tickets.count };
    await recordAudit(db, caller, {
      action: "visitor.delete",
      targetKind: "visitor",
      targetId: id,
      details: { project_id: projectId },
    });
    await announce(db, projectId, { kind: "conversation" });
    for (const conversation of conversations) await announceConversation(db, projectId, conversation);
    return { visitor_id: id, ...counts };
  });
}

/** Holds the visitor, so that nothing new of theirs comes in, and then their conversations. */
async function lockVisitor(db: TenantTransaction, projectId: string, id: string): Promise<string[]> {
  const held = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM visitor WHERE project_id = ${projectId} AND id = ${id} FOR UPDATE`;
  if (held.length === 0) throw new NotFoundError("visitor", id);
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM conversation WHERE project_id = ${projectId} AND visitor_id = ${id} ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}
