import "server-only";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { listName, readCursor, toCursor, toViews } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { projectColumns, toPlan } from "./rows";
import type { BusinessPage, ListProjectsInput } from "./schema";

const key = z.tuple([idOf("project")]);

/** The same projects as `listProjects` under the name the marketing tools use, without counts. */
export async function listBusinesses(caller: Caller, input: ListProjectsInput): Promise<BusinessPage> {
  const list = listName("businesses", caller);
  const after = readCursor(list, input.cursor, key)?.[0];
  const rows = await dbFor(caller).project.findMany({
    where: after === undefined ? {} : { id: { gt: after } },
    orderBy: { id: "asc" },
    take: input.limit + 1,
    select: projectColumns,
  });
  return toViews(
    rows,
    input.limit,
    (row) => ({
      business_id: row.id,
      name: row.name,
      created_at: row.createdAt.toJSON(),
      plan: toPlan(row.organisation.plan),
    }),
    (row) => toCursor(list, [row.id]),
  );
}
