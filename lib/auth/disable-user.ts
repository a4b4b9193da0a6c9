import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { OPERATOR, recordForPerson } from "./personal-audit";

/**
 * Disables or enables an account. Disabled, nobody signs in with it, its sessions have ended for good and the
 * connections its person approved are refused; memberships stay. Safe to run twice.
 * @returns whether that changed anything
 * @throws NotFoundError nobody has this address
 */
export async function setUserDisabled(
  email: string,
  isDisabled: boolean,
): Promise<{ userId: string; isChanged: boolean }> {
  return prisma.$transaction(async (db) => {
    const [user] = await db.$queryRaw<{ id: string; isDisabled: boolean }[]>`
      SELECT id, disabled_at IS NOT NULL AS "isDisabled" FROM "user" WHERE email = ${email} FOR UPDATE`;
    if (!user) throw new NotFoundError("account", email);
    if (user.isDisabled === isDisabled) return { userId: user.id, isChanged: false };
    await db.user.update({
      where: { id: user.id },
      data: isDisabled
        ? { disabledAt: new Date(), sessionEpoch: { increment: 1 } }
        : { disabledAt: null, sessionEpoch: { increment: 1 } },
      select: { id: true },
    });
    await recordForPerson(db, user.id, { ...OPERATOR, action: isDisabled ? "user.disable" : "user.enable" });
    return { userId: user.id, isChanged: true };
  });
}
