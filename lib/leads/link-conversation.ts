import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/**
 * Gives a conversation that just began to the lead its visitor left before, in the form in front of the chat. The
 * visitor must be locked.
 */
export async function linkLead(
  db: Pick<TenantTransaction, "lead">,
  visitor: { projectId: string; visitorId: string },
  conversationId: string,
): Promise<void> {
  await db.lead.updateMany({ where: { ...visitor, conversationId: null }, data: { conversationId } });
}
