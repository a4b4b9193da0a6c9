import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { importColumns, toImportView } from "./rows";
import type { ImportPage, ListImportsInput } from "./schema";

/**
 * Imports of the caller's projects, newest first: uploads, or the runs of one feed.
 * @throws InsufficientPermissionError without `history:import`
 */
export async function listImports(caller: Caller, input: ListImportsInput): Promise<ImportPage> {
  requirePermission(caller, "history:import");
  const list = input.feed_id === undefined ? "imports" : `imports of ${input.feed_id}`;
  const fetched = await dbFor(caller).importRun.findMany({
    where: { ...afterNewest(list, input.cursor), feedId: input.feed_id ?? null },
    orderBy: newestFirst,
    take: input.limit + 1,
    select: importColumns,
  });
  const { rows, nextCursor } = toPage(fetched, input.limit, (row) => newestFirstCursor(list, row));
  return { items: rows.map(toImportView), next_cursor: nextCursor };
}
