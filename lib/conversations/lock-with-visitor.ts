import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";
import { type LockedVisitor, lockVisitor } from "@/lib/visitors/lock";
import type { Platform } from "./schema";

/** What is made of a conversation takes this from it. */
export interface ConversationOfVisitor {
  id: string;
  chatbotId: string;
  platform: Platform;
  /** Null for a visitor nobody knows. */
  visitor: ({ id: string } & LockedVisitor) | null;
}

/**
 * A conversation and who is in it, locked until the transaction ends, so that what is made of them finds both. The
 * visitor comes first, as in whatever locks both: deleting one waits for the other then, instead of each for both.
 * @throws NotFoundError no such conversation in the project, or its visitor was deleted this moment
 */
export async function lockWithVisitor(
  db: TenantTransaction,
  projectId: string,
  id: string,
): Promise<ConversationOfVisitor> {
  const conversation = await db.conversation.findFirst({
    where: { projectId, id },
    select: { id: true, chatbotId: true, platform: true, visitorId: true },
  });
  if (!conversation) throw new NotFoundError("conversation", id);
  const { visitorId, ...rest } = conversation;
  const visitor =
    visitorId === null ? null : { id: visitorId, ...(await lockVisitor(db, projectId, visitorId)) };
  const held = await db.$executeRaw`
    SELECT 1 FROM conversation WHERE project_id = ${projectId} AND id = ${id} FOR NO KEY UPDATE`;
  if (held === 0) throw new NotFoundError("conversation", id);
  return { ...rest, visitor };
}
