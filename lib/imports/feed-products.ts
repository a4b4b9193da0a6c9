import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";
import { hideProducts } from "@/lib/products/hide";
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
 * The end of a whole run: hides the products that the feed no longer has, unless it lost so many at once that something
 * must be wrong with it. Those are counted as withheld, for a person to decide.
 */
export async function finishFeedRun(
  db: TenantTransaction,
  run: ImportRow,
  feedId: string,
): Promise<ImportRow> {
  const { projectId, id: importId } = run;
  const [counted] = await db.$queryRaw<[{ shown: number; missing: number }]>`
    SELECT count(*)::int AS shown, count(*) FILTER (WHERE s.product_id IS NULL)::int AS missing
      FROM product p
      LEFT JOIN feed_sighting s ON s.project_id = p.project_id AND s.import_id = ${importId} AND s.product_id = p.id
     WHERE p.project_id = ${projectId} AND p.feed_id = ${feedId} AND p.is_published`;
  const { shown, missing } = counted;
  const before = shown - run.created;
  const isBroken = missing > 0 && shown - missing < before * LEAST_SHARE;
  const removed = isBroken ? 0 : await hideMissing(db, { projectId, feedId, importId });
  await db.productFeed.updateMany({
    where: { id: feedId },
    data: { lastRunAt: new Date(), lastError: null, syncingSince: null },
  });
  // What earlier runs saw no longer matters; what this one saw does only while somebody may still confirm.
  await db.feedSighting.deleteMany({
    where: {
      run: { projectId, feedId },
      ...(isBroken ? { importId: { not: importId } } : {}),
    },
  });
  return db.importRun.update({
    where: { projectId_id: { projectId, id: importId } },
    data: { removed, withheld: isBroken ? missing : 0 },
    select: importColumns,
  });
}

/** Hides what the feed brought once and the file of this run does not have; tells how many. */
export async function hideMissing(
  db: TenantTransaction,
  { projectId, feedId, importId }: FeedRun,
): Promise<number> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM product p
     WHERE p.project_id = ${projectId} AND p.feed_id = ${feedId} AND p.is_published
       AND NOT EXISTS (SELECT 1 FROM feed_sighting s
                        WHERE s.project_id = p.project_id AND s.import_id = ${importId} AND s.product_id = p.id)`;
  return hideProducts(
    db,
    projectId,
    rows.map(({ id }) => id),
  );
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
