import "server-only";
import { DAY_SECONDS } from "@/lib/core/clock";
import { prisma } from "@/lib/db/client";

/** Small enough that no statement holds its rows for long. */
const BATCH_ROWS = 5_000;

/**
 * Removes lines of the call log older than `retentionDays`, in batches that each commit: what was done stays done when
 * the job is stopped. Safe to run twice and at once.
 * @returns how many lines went
 */
export async function sweepCallLog(
  retentionDays: number,
  options: { signal?: AbortSignal; batchRows?: number } = {},
): Promise<number> {
  const { signal, batchRows = BATCH_ROWS } = options;
  const [{ cutoff }] = await prisma.$queryRaw<[{ cutoff: Date }]>`
    SELECT clock_timestamp() - make_interval(secs => ${retentionDays * DAY_SECONDS}::int) AS cutoff`;
  let removed = 0;
  while (!signal?.aborted) {
    const count = await prisma.$executeRaw`
      DELETE FROM call_log WHERE id IN (
        SELECT id FROM call_log WHERE started_at < ${cutoff} ORDER BY started_at LIMIT ${batchRows}::int
        FOR UPDATE SKIP LOCKED)`;
    removed += count;
    if (count < batchRows) break;
  }
  return removed;
}
