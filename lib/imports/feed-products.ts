import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";
import { HIDDEN_AT_ONCE, hideProducts } from "@/lib/products/hide";
import { type ImportRow, importColumns } from "./rows";

/** A feed that brings less than this share of the products it had is taken for broken: nothing is hidden. */
const LEAST_SHARE = 0.5;
/** After a failure a feed is tried again so many hours later, if it would not be before. */
const RETRY_HOURS = 1;

interface FeedRun {
  projectId: string;
  feedId: string;
  importId: string;
}

/**
 * Notes which products a feed's file has. Those that were taken belong to the feed from now on.
 * @param handles of the products that were taken, and of those whose records were refused
 */
export async function seeProducts(
  db: TenantTransaction,
  { projectId, feedId, importId }: FeedRun,
  { taken, refused }: { taken: readonly string[]; refused: readonly string[] },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO feed_sighting (project_id, import_id, product_id)
    SELECT project_id, ${importId}, id FROM product
     WHERE project_id = ${projectId} AND handle = ANY (${[...taken, ...refused]}::text[])
    ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    UPDATE product SET feed_id = ${feedId}
     WHERE project_id = ${projectId} AND handle = ANY (${[...taken]}::text[]) AND feed_id IS DISTINCT FROM ${feedId}`;
}

/**
 * Hides some of the products that the feed no longer has, unless it lost so many at once that something must be wrong
 * with it. To be repeated, each time in a transaction of its own, until it hides none: what was hidden stays so.
 * @param run whose file was read to its end
 * @returns how many
 */
export async function hideSomeOfRun(
  db: TenantTransaction,
  run: Pick<ImportRow, "projectId" | "id" | "created">,
  feedId: string,
): Promise<number> {
  const { projectId, id: importId } = run;
  const { missing, isBroken } = await countMissing(db, run, feedId);
  if (missing === 0 || isBroken) return 0;
  const hidden = await hideSomeMissing(db, { projectId, feedId, importId });
  await db.importRun.updateMany({ where: { id: importId }, data: { removed: { increment: hidden } } });
  return hidden;
}

/** The end of a whole run. Missing products that were not hidden are counted as withheld, for a person to decide. */
export async function finishFeedRun(
  db: TenantTransaction,
  run: ImportRow,
  feedId: string,
): Promise<ImportRow> {
  const { projectId, id: importId } = run;
  const { missing } = await countMissing(db, run, feedId);
  await db.productFeed.updateMany({
    where: { id: feedId },
    data: { lastRunAt: new Date(), lastError: null, syncingSince: null },
  });
  // What earlier runs saw no longer matters; what this one saw does only while somebody may still confirm.
  await db.feedSighting.deleteMany({
    where: {
      run: { projectId, feedId },
      ...(missing > 0 ? { importId: { not: importId } } : {}),
    },
  });
  return db.importRun.update({
    where: { projectId_id: { projectId, id: importId } },
    data: { withheld: missing },
    select: importColumns,
  });
}

/** Products that are shown, came from the feed and are not in this run's file; and whether these are too many. */
async function countMissing(
  db: TenantTransaction,
  { projectId, id: importId, created }: Pick<ImportRow, "projectId" | "id" | "created">,
  feedId: string,
): Promise<{ missing: number; isBroken: boolean }> {
  const [{ shown, missing }] = await db.$queryRaw<[{ shown: number; missing: number }]>`
    SELECT count(*)::int AS shown, count(*) FILTER (WHERE s.product_id IS NULL)::int AS missing
      FROM product p
      LEFT JOIN feed_sighting s ON s.project_id = p.project_id AND s.import_id = ${importId} AND s.product_id = p.id
     WHERE p.project_id = ${projectId} AND p.feed_id = ${feedId} AND p.is_published`;
  // The fewer are left to hide, the less it can be taken for broken: once begun, it ends.
  return { missing, isBroken: shown - missing < (shown - created) * LEAST_SHARE };
}

/** Hides some of what the feed brought once and the file of this run does not have; tells how many, none in the end. */
export async function hideSomeMissing(
  db: TenantTransaction,
  { projectId, feedId, importId }: FeedRun,
): Promise<number> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM product p
     WHERE p.project_id = ${projectId} AND p.feed_id = ${feedId} AND p.is_published
       AND NOT EXISTS (SELECT 1 FROM feed_sighting s
                        WHERE s.project_id = p.project_id AND s.import_id = ${importId} AND s.product_id = p.id)
     ORDER BY p.id LIMIT ${HIDDEN_AT_ONCE}::int`;
  const ids = rows.map(({ id }) => id);
  return ids.length === 0 ? 0 : hideProducts(db, projectId, ids);
}

/** A run that could not be finished: the products stay as they are, and the file is read anew next time. */
export async function failFeedRun(
  db: TenantTransaction,
  projectId: string,
  feedId: string,
  sentence: string,
): Promise<void> {
  await db.$executeRaw`
    UPDATE product_feed
       SET last_error = ${sentence}, syncing_since = NULL, etag = NULL, last_modified = NULL, content_hash = NULL,
           next_run_at = least(next_run_at, now() + ${RETRY_HOURS}::int * interval '1 hour')
     WHERE project_id = ${projectId} AND id = ${feedId}`;
}
