import "server-only";
import { MINUTE_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { newLinkSecret } from "./one-time-link";
import { MAIL_JOB, recordForPerson } from "./personal-audit";

/** Lifetime of a link that signs somebody in, in seconds. */
export const SIGN_IN_LINK_SECONDS = 15 * MINUTE_SECONDS;

/** Whom it signs in stands in its purpose, as with links for a new password. */
const PREFIX = "sign-in:";

/**
 * A link that signs a person in, once, within 15 minutes; it goes to their address and nowhere else. The page it leads to
 * only asks: the button there spends it, so that a mail scanner that opens links uses nothing up. Links made before for
 * the same person stop working.
 * @param next path to go on to, checked already
 * @returns null when the account is gone, disabled, or its address was never proven to be theirs
 */
export async function signInLink(userId: string, next: string): Promise<string | null> {
  const secret = newLinkSecret();
  return prisma.$transaction(async (db) => {
    const [user] = await db.$queryRaw<{ now: Date }[]>`
      SELECT now() AS now FROM "user"
       WHERE id = ${userId} AND disabled_at IS NULL AND email_proven_at IS NOT NULL FOR UPDATE`;
    if (!user) return null;
    const purpose = `${PREFIX}${userId}`;
    await db.oneTimeToken.deleteMany({ where: { purpose } });
    await db.oneTimeToken.create({
      data: {
        tokenHash: sha256(secret),
        purpose,
        expiresAt: secondsAfter(user.now, SIGN_IN_LINK_SECONDS),
      },
    });
    await recordForPerson(db, userId, { ...MAIL_JOB, action: "user.mail_sign_in_link" });
    const query = new URLSearchParams({ token: secret, ...(next !== "/" && { callbackUrl: next }) });
    return `${env.baseUrl}/sign-in/link?${query}`;
  });
}

/** Whom a link would sign in now, so that the page can say it; null when it does not work. */
export async function findSignInLink(secret: string): Promise<{ email: string } | null> {
  const [row] = await prisma.$queryRaw<{ email: string }[]>`
    SELECT u.email FROM one_time_token t JOIN "user" u ON u.id = split_part(t.purpose, ':', 2)
     WHERE t.token_hash = ${sha256(secret)} AND starts_with(t.purpose, ${PREFIX}) AND t.used_at IS NULL
       AND t.expires_at > now() AND u.disabled_at IS NULL AND u.email_proven_at IS NOT NULL`;
  return row ?? null;
}

/**
 * Spends a link. Of two that race, one finds it spent.
 * @throws ConflictError the link is unknown, used, expired or replaced, or the account is disabled; it does not tell which
 */
export async function signInWithLink(secret: string): Promise<{ userId: string }> {
  return prisma.$transaction(async (db) => {
    const [spent] = await db.$queryRaw<{ userId: string }[]>`
      UPDATE one_time_token t SET used_at = now() FROM "user" u
       WHERE t.token_hash = ${sha256(secret)} AND starts_with(t.purpose, ${PREFIX})
         AND u.id = split_part(t.purpose, ':', 2) AND t.used_at IS NULL AND t.expires_at > now()
         AND u.disabled_at IS NULL AND u.email_proven_at IS NOT NULL
      RETURNING u.id AS "userId"`;
    if (!spent) {
      throw new ConflictError("This link does not work any more.", {
        reason: "sign_in_link_spent",
        nextStep: "It works once and for 15 minutes. Ask for a new one.",
      });
    }
    await recordForPerson(db, spent.userId, {
      actorKind: "person",
      actorId: spent.userId,
      action: "user.sign_in_by_link",
    });
    return spent;
  });
}
