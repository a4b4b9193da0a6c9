import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { TenantTransaction } from "@/lib/db/tenant";

/** What is known of a visitor. */
export interface LockedVisitor {
  name: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * The visitor, locked until the transaction ends: what one visitor leaves behind is written one after the other, so that
 * counts of it hold.
 * @throws NotFoundError no such visitor in the project
 */
export async function lockVisitor(
  db: TenantTransaction,
  projectId: string,
  visitorId: string,
): Promise<LockedVisitor> {
  const [row] = await db.$queryRaw<LockedVisitor[]>`
    SELECT name, email, phone FROM visitor
     WHERE project_id = ${projectId} AND id = ${visitorId} FOR NO KEY UPDATE`;
  if (!row) throw new NotFoundError("visitor", visitorId);
  return row;
}
