import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";

const BATCH_ROWS = 500;

/** Tables with a search column, and a column whose writing makes the trigger fill it. */
const SEARCHED = [
  ["message", "content"],
  ["product", "title"],
  ["ticket", "subject"],
  ["knowledge_chunk", "title"],
] as const;

/**
 * Reads every text of the caller's one project anew with its search language, in batches that hold no lock for long.
 * @returns how many rows were read
 * @throws the signal's reason when it is stopped
 */
export async function reindexProject(
  caller: Caller,
  options: { signal?: AbortSignal; batchRows?: number } = {},
): Promise<number> {
  const db = dbFor(caller);
  const projectId = soleProject(caller);
  const limit = options.batchRows ?? BATCH_ROWS;
  let rows = 0;
  for (const [tableName, columnName] of SEARCHED) {
    const [table, column] = [Prisma.raw(`"${tableName}"`), Prisma.raw(`"${columnName}"`)];
    for (let last = "", count = limit; count === limit; ) {
      options.signal?.throwIfAborted();
      const [batch] = await db.$queryRaw<[{ count: number; last: string | null }]>`
        WITH batch AS (
          SELECT id FROM ${table} WHERE project_id = ${projectId} AND id > ${last} ORDER BY id LIMIT ${limit}
        ), read AS (
          UPDATE ${table} t SET ${column} = t.${column} FROM batch b
           WHERE t.project_id = ${projectId} AND t.id = b.id RETURNING t.id
        )
        SELECT count(*)::int AS count, max(id) AS last FROM batch WHERE (SELECT count(*) FROM read) >= 0`;
      count = batch.count;
      last = batch.last ?? last;
      rows += count;
    }
  }
  return rows;
}
