import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { type SourceListRow, toSourceView } from "./rows";
import type { ListSourcesInput, SourceOrigin, SourcePage, SourceState } from "./schema";

const EXCERPT_LENGTH = 160;

/** Every chatbot of the project answers from an index that was begun after the last change. */
const IS_LEARNED = Prisma.sql`coalesce((
  SELECT bool_and(coalesce(t.started_at > s.updated_at, false))
    FROM chatbot b LEFT JOIN training t ON t.project_id = b.project_id AND t.id = b.index_id
   WHERE b.project_id = s.project_id), false)`;

const ORIGINS: Record<SourceOrigin, Prisma.Sql> = {
  written: Prisma.sql`origin = '' AND url IS NULL`,
  file: Prisma.sql`origin <> ''`,
  web: Prisma.sql`url IS NOT NULL`,
};

const STATES: Record<SourceState, Prisma.Sql> = {
  learned: Prisma.sql`fetch_error IS NULL AND ${IS_LEARNED}`,
  waiting: Prisma.sql`fetch_error IS NULL AND NOT ${IS_LEARNED}`,
  unread: Prisma.sql`fetch_error IS NOT NULL`,
};

const key = z.tuple([cursorTime, idOf("source")]);

/**
 * The sources of the caller's projects, newest first.
 * @throws InsufficientPermissionError without `chatbots:read`
 */
export async function listSources(caller: Caller, input: ListSourcesInput): Promise<SourcePage> {
  requirePermission(caller, "chatbots:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("sources", caller, filters);
  const after = readCursor(list, cursor, key);
  const conditions = [Prisma.sql`project_id = ANY (${[...caller.projectIds]}::text[])`];
  if (input.kind !== undefined) conditions.push(Prisma.sql`kind = ${input.kind}::source_kind`);
  if (input.from !== undefined) conditions.push(ORIGINS[input.from]);
  if (input.state !== undefined) conditions.push(STATES[input.state]);
  if (input.query !== undefined) {
    conditions.push(
      Prisma.sql`strpos(lower(concat_ws(E'\n', title, origin, url)), lower(${input.query})) > 0`,
    );
  }
  if (after) {
    conditions.push(Prisma.sql`(created_at, id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  }
  // The text may be long and stays in the database.
  const rows = await dbFor(caller).$queryRaw<SourceListRow[]>`
    SELECT project_id AS "projectId", id, kind::text AS kind, title, origin, format, url, refresh_hours AS "refreshHours",
           fetched_at AS "fetchedAt", next_fetch_at AS "nextFetchAt", fetch_error AS "fetchError",
           created_at AS "createdAt", updated_at AS "updatedAt", char_length(body) AS characters,
           left(body, ${EXCERPT_LENGTH}::int) AS excerpt, ${IS_LEARNED} AS "isLearned"
      FROM knowledge_source s
     WHERE ${Prisma.join(conditions, " AND ")}
     ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toViews(rows, limit, toSourceView, (row) => toCursor(list, [row.createdAt.toJSON(), row.id]));
}
