import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantClient, TenantScope, TenantTransaction } from "@/lib/db/tenant";
import { seenJoin, type VisitorRow, visitorColumns } from "./rows";

/** @throws NotFoundError no such visitor in a project the caller may see */
export async function findVisitor(
  db: TenantClient | TenantTransaction,
  scope: TenantScope,
  id: string,
): Promise<VisitorRow & { attributes: unknown }> {
  const [row] = await db.$queryRaw<(VisitorRow & { attributes: unknown })[]>`
    SELECT ${visitorColumns}, v.attributes FROM visitor v ${seenJoin}
     WHERE v.project_id = ANY (${[...scope.projectIds]}::text[]) AND v.id = ${id}`;
  if (!row) throw new NotFoundError("visitor", id);
  return row;
}
