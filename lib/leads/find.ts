import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantScope, TenantTransaction } from "@/lib/db/tenant";
import { chatbotJoin, type LeadRow, leadColumns } from "./rows";

/**
 * The lead, locked until the transaction ends.
 * @throws NotFoundError no such lead in a project the caller may see
 */
export async function lockLead(db: TenantTransaction, scope: TenantScope, id: string): Promise<LeadRow> {
  const [row] = await db.$queryRaw<LeadRow[]>`
    SELECT ${leadColumns} FROM lead l ${chatbotJoin}
     WHERE l.project_id = ANY (${[...scope.projectIds]}::text[]) AND l.id = ${id}
       FOR NO KEY UPDATE OF l`;
  if (!row) throw new NotFoundError("lead", id);
  return row;
}
