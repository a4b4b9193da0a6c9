import "server-only";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { idOf } from "@/lib/core/schema";
import { listName, readCursor, toCursor } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { projectColumns } from "./rows";
import type { ListProjectsInput } from "./schema";

const key = z.tuple([idOf("project")]);

/**
 * Rows of the projects the caller may see, oldest first, one more than fit on the page; and what makes a cursor.
 * @param name of the list, which its cursors belong to
 */
export async function pageOfProjects(caller: Caller, name: string, input: ListProjectsInput) {
  const list = listName(name, caller);
  const after = readCursor(list, input.cursor, key)?.[0];
  const rows = await dbFor(caller).project.findMany({
    where: after === undefined ? {} : { id: { gt: after } },
    orderBy: { id: "asc" },
    take: input.limit + 1,
    select: projectColumns,
  });
  return { rows, cursorOf: (row: { id: string }) => toCursor(list, [row.id]) };
}
