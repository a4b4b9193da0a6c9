import "server-only";
import type { TenantTransaction } from "@/lib/db/tenant";

/** Until the transaction ends nothing is imported into the project: batches and what ends or follows a run wait for it. */
export async function lockImports(db: TenantTransaction, projectId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${projectId}`}, 0))`;
}
