import "server-only";
import { NotFoundError, UnauthenticatedError } from "@/lib/core/errors";
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

/**
 * The same for the visitor who acts. Their row may be gone since they were recognised, because they are being deleted:
 * then nobody is known by their token any more.
 * @throws UnauthenticatedError `visitor_unknown`
 */
export async function lockActingVisitor(
  db: TenantTransaction,
  projectId: string,
  visitorId: string,
): Promise<LockedVisitor> {
  try {
    return await lockVisitor(db, projectId, visitorId);
  } catch (error) {
    if (error instanceof NotFoundError) throw visitorUnknown();
    throw error;
  }
}

/** What a visitor's token that stands for nobody is answered with. */
export function visitorUnknown(): UnauthenticatedError {
  return new UnauthenticatedError("Nobody is known by this visitor's token.", {
    reason: "visitor_unknown",
    nextStep: "Ask for a session.",
  });
}
