import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { requireImport, toImportView } from "./rows";
import type { GetImportInput, ImportDetailView } from "./schema";
import { MAX_KEPT_REJECTIONS } from "./values";

/**
 * One import with its rejected lines.
 * @throws InsufficientPermissionError without `history:import`
 * @throws NotFoundError no such import in a project of the caller
 */
export async function getImport(caller: Caller, input: GetImportInput): Promise<ImportDetailView> {
  requirePermission(caller, "history:import");
  const db = dbFor(caller);
  const row = await requireImport(db, input.import_id);
  const rejections = await db.importRejection.findMany({
    where: { importId: row.id },
    orderBy: { line: "asc" },
    take: MAX_KEPT_REJECTIONS,
    select: { line: true, field: true, reason: true, excerpt: true },
  });
  return { ...toImportView(row), rejections };
}
