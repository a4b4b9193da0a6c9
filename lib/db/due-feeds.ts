import "server-only";
import { prisma } from "./client";

/** Feeds that one look takes. */
const MAX_FEEDS = 100;
/** A feed that was taken and never looked at, because its worker died, is taken again after so many minutes. */
const TAKEN_MINUTES = 10;

/** Feeds of every organisation whose time has come, longest due first; each is given to one caller only. */
export async function takeDueFeeds(): Promise<{ projectId: string; feedId: string }[]> {
  return prisma.$queryRaw<{ projectId: string; feedId: string }[]>`
    UPDATE product_feed f SET next_run_at = now() + ${TAKEN_MINUTES}::int * interval '1 minute', syncing_since = now()
      FROM (SELECT project_id, id FROM product_feed
             WHERE is_active AND next_run_at <= now()
             ORDER BY next_run_at LIMIT ${MAX_FEEDS} FOR UPDATE SKIP LOCKED) due
     WHERE f.project_id = due.project_id AND f.id = due.id
    RETURNING f.project_id AS "projectId", f.id AS "feedId"`;
}
