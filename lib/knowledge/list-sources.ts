import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { type SourceListRow, toSourceView } from "./rows";
import type { ListSourcesInput, SourcePage } from "./schema";

const EXCERPT_LENGTH = 160;

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
  if (after) {
    conditions.push(Prisma.sql`(created_at, id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  }
  // The text may be long and stays in the database.
  const rows = await dbFor(caller).$queryRaw<SourceListRow[]>`
    SELECT project_id AS "projectId", id, kind::text AS kind, title, origin, created_at AS "createdAt",
           updated_at AS "updatedAt", char_length(body) AS characters, left(body, ${EXCERPT_LENGTH}::int) AS excerpt
      FROM knowledge_source
     WHERE ${Prisma.join(conditions, " AND ")}
     ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toViews(rows, limit, toSourceView, (row) => toCursor(list, [row.createdAt.toJSON(), row.id]));
}
