import "server-only";
import { z } from "zod";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { Prisma } from "@/lib/db/generated/client";
import { cursorTime, listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { contactText, seenJoin, toVisitorView, type VisitorRow, visitorColumns } from "./rows";
import type { ListVisitorsInput, VisitorPage } from "./schema";

const key = z.tuple([cursorTime, idOf("visitor")]);

/**
 * Visitors of the caller's projects by when they were first known, newest first.
 * @throws InvalidInputError a foreign cursor
 */
export async function listVisitors(caller: Caller, input: ListVisitorsInput): Promise<VisitorPage> {
  requirePermission(caller, "conversations:read");
  const { limit, cursor, ...filters } = input;
  const list = listName("visitors", caller, filters);
  const after = readCursor(list, cursor, key);
  const conditions = [Prisma.sql`v.project_id = s.id`];
  if (input.query !== undefined) {
    const part = `%${input.query.replace(/[\\%_]/g, "\\$&")}%`;
    conditions.push(Prisma.sql`${contactText} ILIKE ${part}`);
  }
  if (after) {
    conditions.push(Prisma.sql`(v.created_at, v.id) < (${after[0].toJSON()}::timestamptz, ${after[1]})`);
  }
  // Each project walks its own index from the newest row; only what is shown is counted.
  const rows = await dbFor(caller).$queryRaw<VisitorRow[]>`
    SELECT ${visitorColumns}
      FROM (SELECT v.* FROM unnest(${[...caller.projectIds]}::text[]) AS s(id)
             CROSS JOIN LATERAL (
               SELECT v.* FROM visitor v WHERE ${Prisma.join(conditions, " AND ")}
                ORDER BY v.created_at DESC, v.id DESC LIMIT ${limit + 1}) v
             ORDER BY v.created_at DESC, v.id DESC LIMIT ${limit + 1}) v
      ${seenJoin}
     ORDER BY v.created_at DESC, v.id DESC`;
  return toViews(rows, limit, toVisitorView, (row) => toCursor(list, [row.createdAt.toJSON(), row.id]));
}
