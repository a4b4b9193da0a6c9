import "server-only";
import { DAY_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { TenantTransaction } from "@/lib/db/tenant";
import { newLinkSecret } from "./one-time-link";

const PURPOSE = "first-owner";

/** A fresh link is made at each start, so a short life costs nobody anything. */
const LINK_SECONDS = 7 * DAY_SECONDS;

/** Serialises everything about the first owner across instances. */
const LOCK = "first-owner";

/**
 * A new link that creates the first owner, once; null when there is a user. Links made before stop working.
 */
export async function setupLink(): Promise<string | null> {
  const secret = newLinkSecret();
  const isMade = await prisma.$transaction(async (db) => {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${LOCK}))`;
    await db.oneTimeToken.deleteMany({ where: { purpose: PURPOSE } });
    if ((await db.user.count()) > 0) return false;
    await db.oneTimeToken.create({
      data: {
        tokenHash: sha256(secret),
        purpose: PURPOSE,
        expiresAt: secondsAfter(new Date(), LINK_SECONDS),
      },
    });
    return true;
  });
  return isMade ? `${env.baseUrl}/setup?token=${secret}` : null;
}

/** Whether a link's secret would work now. */
export async function isSetupOpen(secret: string): Promise<boolean> {
  const rows = await prisma.$queryRaw<{ open: boolean }[]>`
    SELECT NOT EXISTS (SELECT 1 FROM "user") AS open FROM one_time_token
    WHERE token_hash = ${sha256(secret)} AND purpose = ${PURPOSE} AND used_at IS NULL AND expires_at > now()`;
  return rows[0]?.open ?? false;
}

/** Whether nobody was created yet, so that the way in is the set-up link. */
export async function isInstallationNew(): Promise<boolean> {
  const user = await prisma.user.findFirst({ select: { id: true } });
  return user === null;
}

/**
 * Spends a set-up link in the transaction that creates the owner. Of two that race, the second waits for the first and
 * then finds the link spent.
 * @throws ConflictError the link is unknown, used, expired or replaced, or there is a user already
 */
export async function spendSetupSecret(
  db: Pick<TenantTransaction, "$queryRaw" | "$executeRaw">,
  secret: string,
): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${LOCK}))`;
  const spent = await db.$queryRaw<unknown[]>`
    UPDATE one_time_token SET used_at = now()
    WHERE token_hash = ${sha256(secret)} AND purpose = ${PURPOSE} AND used_at IS NULL AND expires_at > now()
      AND NOT EXISTS (SELECT 1 FROM "user") RETURNING 1`;
  if (spent.length === 0) {
    throw new ConflictError("This set-up link does not work any more.", {
      reason: "setup_link_spent",
      nextStep: "If the first account exists, sign in. Otherwise restart Caramel: it prints a new link.",
    });
  }
}
