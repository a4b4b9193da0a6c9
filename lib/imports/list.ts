import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { afterNewest, newestFirst, newestFirstCursor } from "@/lib/db/newest-first";
import { toPage } from "@/lib/db/page";
import { dbFor } from "@/lib/db/tenant";
import { importColumns, toImportView } from "./rows";
import type { ImportPage, ListImportsInput } from "./schema";

/**
 * Imports of the caller's projects, newest first.
 * @throws InsufficientPermissionError without `history:import`
 */
export async function listImports(caller: Caller, input: ListImportsInput): Promise<ImportPage> {
  requirePermission(caller, "history:import");
  const fetched = await dbFor(caller).importRun.findMany({
    where: afterNewest("imports", input.cursor),
    orderBy: newestFirst,
    take: input.limit + 1,
    select: importColumns,
  });
  const { rows, nextCursor } = toPage(fetched, input.limit, (row) => newestFirstCursor("imports", row));
  return { items: rows.map(toImportView), next_cursor: nextCursor };
}
