import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/**
 * Tells every instance, when the transaction commits, that a conversation has something new: a message, another who
 * answers, a change of one of its tickets. Who hears it looks for itself.
 */
export async function announceConversation(
  db: TenantTransaction,
  projectId: string,
  conversationId: string,
): Promise<void> {
  await db.$executeRaw`SELECT pg_notify('caramel_conversations', ${`${projectId} ${conversationId}`})`;
}
