import "server-only";
import { prisma } from "@/lib/db/client";

/** Most conversations that one sweep looks at. */
const MAX_CONVERSATIONS = 200;

/** Conversations in which a reply was being written and nobody vouches for it any more. For a job. */
export async function conversationsWithAbandonedReplies(): Promise<
  { projectId: string; conversationId: string }[]
> {
  return prisma.$queryRaw`
    SELECT project_id AS "projectId", conversation_id AS "conversationId" FROM reply
     WHERE state = 'running' AND alive_until < clock_timestamp()
     ORDER BY alive_until LIMIT ${MAX_CONVERSATIONS}`;
}
