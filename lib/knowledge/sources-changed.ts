import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";
import { enqueue } from "@/lib/jobs/enqueue";
import { learningJob } from "@/lib/jobs/learning.job";

/** Between a change and the retraining it starts, so that changes close together are learned at once. */
const LEARN_AFTER_SECONDS = 5;

/**
 * Notes that what the project's chatbots learn from has changed, and lets all of them learn it some seconds later; many
 * changes close together are learned once. At the end of the transaction that makes the change, in which nothing slow may
 * follow: it holds the project's line of changes. `prepareQueues` comes before the transaction.
 */
export async function sourcesChanged(db: TenantTransaction, projectId: string): Promise<void> {
  // First the lock and then the time: a retraining that begins between the two would be taken for one that saw the change.
  await db.$queryRaw`SELECT 1 FROM project WHERE id = ${projectId} FOR NO KEY UPDATE`;
  await db.$executeRaw`UPDATE project SET sources_changed_at = clock_timestamp() WHERE id = ${projectId}`;
  await learnSoon(db, projectId);
}

/** Lets chatbots of the project that have never learned anything, such as a new one, learn what is there. */
export async function learnSoon(db: TenantTransaction, projectId: string): Promise<void> {
  await enqueue(db, learningJob, { projectId }, { key: projectId, startAfterSeconds: LEARN_AFTER_SECONDS });
}

/**
 * When the project's sources last changed, after every change under way has been committed or undone; null: never.
 * Changes that begin later wait until the caller's transaction ends.
 */
export async function lastChange(db: TenantTransaction, projectId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT sources_changed_at AS at FROM project WHERE id = ${projectId} FOR SHARE`;
  return row?.at ?? null;
}
