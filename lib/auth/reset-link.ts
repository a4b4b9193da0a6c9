import "server-only";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { newLinkSecret } from "./one-time-link";
import { MAIL_JOB, OPERATOR, recordForPerson } from "./personal-audit";

/** Lifetime of a link that sets a new password, in seconds. */
const LINK_SECONDS = HOUR_SECONDS;

/** A one-time token belongs to nobody; whose password it sets stands in its purpose. */
const PREFIX = "reset-password:";
/** Ends the purpose of a link that went to the person's own address: whoever has it reads their mail. */
const MAILED = ":mailed";

export interface ResetLink {
  userId: string;
  email: string;
  url: string;
  expiresAt: Date;
}

/**
 * A link with which a person chooses a new password, once, within an hour. Links made for them before stop working.
 * @param how `told`: the operator passes it on; `mailed`: it goes to the person's address and nowhere else
 * @throws NotFoundError nobody has this address
 * @throws ConflictError the account is disabled
 */
export async function resetLink(email: string, how: "told" | "mailed" = "told"): Promise<ResetLink> {
  const secret = newLinkSecret();
  return prisma.$transaction(async (db) => {
    // The row is locked: of two links made at once, only one stays.
    const [user] = await db.$queryRaw<{ id: string; isDisabled: boolean; now: Date }[]>`
      SELECT id, disabled_at IS NOT NULL AS "isDisabled", now() AS now FROM "user" WHERE email = ${email} FOR UPDATE`;
    if (!user) throw new NotFoundError("account", email);
    if (user.isDisabled) {
      throw new ConflictError(`The account ${email} is disabled.`, { nextStep: "Enable it first." });
    }
    const purpose = `${PREFIX}${user.id}`;
    const expiresAt = secondsAfter(user.now, LINK_SECONDS);
    await db.oneTimeToken.deleteMany({ where: { purpose: { in: [purpose, purpose + MAILED] } } });
    await db.oneTimeToken.create({
      data: {
        tokenHash: sha256(secret),
        purpose: how === "mailed" ? purpose + MAILED : purpose,
        expiresAt,
      },
    });
    await recordForPerson(
      db,
      user.id,
      how === "mailed"
        ? { ...MAIL_JOB, action: "user.mail_reset_link" }
        : { ...OPERATOR, action: "user.reset_link" },
    );
    return { userId: user.id, email, url: `${env.baseUrl}/reset-password?token=${secret}`, expiresAt };
  });
}

/** Whether a link's secret would work now. */
export async function isResetOpen(secret: string): Promise<boolean> {
  const [row] = await prisma.$queryRaw<[{ open: boolean }]>`
    SELECT EXISTS (
      SELECT FROM one_time_token t JOIN "user" u ON u.id = split_part(t.purpose, ':', 2)
      WHERE t.token_hash = ${sha256(secret)} AND starts_with(t.purpose, ${PREFIX}) AND t.used_at IS NULL
        AND t.expires_at > now() AND u.disabled_at IS NULL
    ) AS open`;
  return row.open;
}

/** What is thrown whenever a link does not work: it does not tell why. */
export function resetLinkSpent(): ConflictError {
  return new ConflictError("This link does not work any more.", {
    reason: "reset_link_spent",
    nextStep: "It works once and for an hour. Ask for a new one.",
  });
}

/**
 * Spends a link, stores the password and ends every session: all of it or nothing. Of two that race, one finds the link
 * spent. One that was mailed proves that the address is theirs; when that was not certain before, accounts at Google and
 * GitHub that somebody else may have connected go.
 * @throws ConflictError the link is unknown, used, expired or replaced, or the account is disabled
 */
export async function resetPasswordWith(secret: string, passwordHash: string): Promise<{ userId: string }> {
  return prisma.$transaction(async (db) => {
    const [spent] = await db.$queryRaw<{ userId: string; purpose: string; isProven: boolean }[]>`
      UPDATE one_time_token t SET used_at = now() FROM "user" u
      WHERE t.token_hash = ${sha256(secret)} AND starts_with(t.purpose, ${PREFIX})
        AND u.id = split_part(t.purpose, ':', 2) AND t.used_at IS NULL AND t.expires_at > now()
        AND u.disabled_at IS NULL
      RETURNING u.id AS "userId", t.purpose, u.email_proven_at IS NOT NULL AS "isProven"`;
    if (!spent) throw resetLinkSpent();
    const { userId } = spent;
    const proves = spent.purpose.endsWith(MAILED) && !spent.isProven;
    if (proves) await db.userIdentity.deleteMany({ where: { userId } });
    await db.user.update({
      where: { id: userId },
      data: {
        passwordHash,
        sessionEpoch: { increment: 1 },
        ...(proves && { emailProvenAt: new Date() }),
      },
      select: { id: true },
    });
    await recordForPerson(db, userId, {
      actorKind: "person",
      actorId: userId,
      action: "user.reset_password",
    });
    return { userId };
  });
}
