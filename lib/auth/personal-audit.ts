import "server-only";
import { newId } from "@/lib/core/ids";
import type { Prisma } from "@/lib/db/generated/client";

/** The operator's terminal, as the audit log names it. */
export const OPERATOR = { actorKind: "operator", actorId: null } as const;

/** The job that sends mail, where somebody who is not signed in asked for a link. */
export const MAIL_JOB = { actorKind: "job", actorId: "mail" } as const;

/**
 * Tells the audit log of each organisation a person belongs to what happened to their account, inside the transaction
 * of the change. An account belongs to no organisation, and yet each of them must be able to see it.
 */
export async function recordForPerson(
  db: Prisma.TransactionClient,
  userId: string,
  entry: { actorKind: string; actorId: string | null; action: string },
): Promise<void> {
  const places = await db.member.findMany({ where: { userId }, select: { organisationId: true } });
  await db.auditEntry.createMany({
    data: places.map(({ organisationId }) => ({
      id: newId("audit"),
      organisationId,
      ...entry,
      targetKind: "user",
      targetId: userId,
    })),
  });
}
