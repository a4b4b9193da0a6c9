import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { chatbotJoin, type LeadRow, leadColumns, toLeadDetail } from "./rows";
import type { GetLeadInput, LeadDetail } from "./schema";

/**
 * A lead with where it came from and what the visitor agreed to.
 * @throws NotFoundError no such lead in a project the caller may see
 */
export async function getLead(caller: Caller, input: GetLeadInput): Promise<LeadDetail> {
  requirePermission(caller, "leads:read");
  const [row] = await dbFor(caller).$queryRaw<LeadRow[]>`
    SELECT ${leadColumns} FROM lead l ${chatbotJoin}
     WHERE l.project_id = ANY (${[...caller.projectIds]}::text[]) AND l.id = ${input.lead_id}`;
  if (!row) throw new NotFoundError("lead", input.lead_id);
  return toLeadDetail(row);
}
