import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";

/** Passages removed by one statement, so that none holds many locks for long. */
const BATCH_ROWS = 2_000;

/**
 * Removes the passages of every index of a chatbot that neither answers nor is being built. Can be stopped and repeated.
 * @returns how many passages were removed
 */
export async function sweepIndexes(
  caller: Caller,
  chatbot: { projectId: string; id: string },
  signal?: AbortSignal,
): Promise<number> {
  const db = dbFor(caller);
  let removed = 0;
  while (!signal?.aborted) {
    const count = await db.$executeRaw`
      DELETE FROM knowledge_chunk WHERE (project_id, id) IN (
        SELECT c.project_id, c.id
          FROM training t
          JOIN chatbot b ON b.project_id = t.project_id AND b.id = t.chatbot_id
          JOIN knowledge_chunk c ON c.project_id = t.project_id AND c.training_id = t.id
         WHERE t.project_id = ${chatbot.projectId} AND t.chatbot_id = ${chatbot.id}
           AND t.status IN ('succeeded', 'failed') AND t.id IS DISTINCT FROM b.index_id
         LIMIT ${BATCH_ROWS})`;
    removed += count;
    if (count < BATCH_ROWS) break;
  }
  return removed;
}
