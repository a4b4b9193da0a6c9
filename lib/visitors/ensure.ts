import "server-only";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { visitorUnknown } from "./lock";

/**
 * The visitor with this token, who gets a row now if there is none. Of two that come at once one makes it.
 * @param tokenHash SHA-256 of the token in hex
 * @returns the visitor's id
 * @throws UnauthenticatedError `visitor_unknown`: they were deleted in the same moment
 */
export async function ensureVisitor(
  db: TenantTransaction,
  projectId: string,
  tokenHash: string,
): Promise<string> {
  const find = () => db.visitor.findFirst({ where: { projectId, tokenHash }, select: { id: true } });
  const known = await find();
  if (known) return known.id;
  await db.visitor.createMany({
    data: [{ projectId, id: newId("visitor"), tokenHash }],
    skipDuplicates: true,
  });
  const made = await find();
  if (!made) throw visitorUnknown();
  return made.id;
}
