import type pg from "pg";
import { newId } from "@/lib/core/ids";

/** A feed that can't be read at the moment and lost most of its products before; answers its id. */
export async function fillFeed(database: pg.Client, project: string, name = "Web shop"): Promise<string> {
  const id = newId("feed");
  await database.query(
    `INSERT INTO product_feed (project_id, id, name, url, last_error, last_run_at, next_run_at)
     VALUES ($1, $2, $3, 'https://shop.example/feeds/google.xml?key=1', $4, now() - interval '2 hours', now() + interval '1 hour')`,
    [project, id, name, `${name}: the feed's server answers with the error 503.`],
  );
  await database.query(
    `INSERT INTO import_run (project_id, id, feed_id, kind, file_name, file_bytes, status, processed, total, created, updated,
                             unchanged, withheld, started_at, finished_at)
     VALUES ($1, $2, $3, 'products', $4, 20000, 'succeeded', 8, 8, 1, 2, 5, 12, now() - interval '2 hours', now() - interval '2 hours')`,
    [project, newId("import"), id, name],
  );
  return id;
}
