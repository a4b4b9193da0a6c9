import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { ImportView } from "./schema";

/** Everything but the file itself, which may be large. */
export const importColumns = {
  projectId: true,
  id: true,
  kind: true,
  fileName: true,
  fileBytes: true,
  chatbotId: true,
  feedId: true,
  status: true,
  processed: true,
  total: true,
  created: true,
  updated: true,
  unchanged: true,
  rejected: true,
  removed: true,
  withheld: true,
  error: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.ImportRunSelect;

export type ImportRow = Prisma.ImportRunGetPayload<{ select: typeof importColumns }>;

/** @throws NotFoundError also for an import of another project */
export async function requireImport(
  db: TenantClient | TenantTransaction,
  importId: string,
): Promise<ImportRow> {
  const row = await db.importRun.findFirst({ where: { id: importId }, select: importColumns });
  if (!row) throw new NotFoundError("import", importId);
  return row;
}

export function toImportView(row: ImportRow): ImportView {
  return {
    id: row.id,
    kind: row.kind,
    file_name: row.fileName,
    file_bytes: row.fileBytes,
    chatbot_id: row.chatbotId,
    feed_id: row.feedId,
    status: row.status,
    processed: row.processed,
    total: row.total,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    rejected: row.rejected,
    removed: row.removed,
    withheld: row.withheld,
    error: row.error,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
