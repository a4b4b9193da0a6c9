import "server-only";
import { prisma } from "@/lib/db/client";
import { normalEmail } from "./normal-email";

export type IdentityProvider = "google" | "github";

/** An account at Google or GitHub, after that provider vouched for it. */
export interface ExternalIdentity {
  provider: IdentityProvider;
  /** The provider's own id of the account: stays when its address changes. */
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
}

/** The user an external account signs in as, or why it signs in nobody. */
export type IdentityOwner = { userId: string } | { refused: "no_account" | "has_password" };

/**
 * The user an external account belongs to. An account not seen before is linked to the user with its address, and only
 * when the provider has verified that address and the user has no password: whoever set a password may have taken the
 * address before its owner came, and would share the account from then on. Such a user signs in with the password and
 * connects the external account. Nobody is created: people join by invitation.
 */
export async function ownerOfIdentity(identity: ExternalIdentity): Promise<IdentityOwner> {
  const { provider, subject } = identity;
  const known = await prisma.userIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { user: { select: { id: true, disabledAt: true } } },
  });
  if (known) return known.user.disabledAt ? { refused: "no_account" } : { userId: known.user.id };
  if (!identity.isEmailVerified || !identity.email) return { refused: "no_account" };
  const email = normalEmail(identity.email);
  // The row is locked, so that no password can be set between the check and the link.
  return prisma.$transaction(async (db) => {
    const [user] = await db.$queryRaw<{ id: string; hasPassword: boolean }[]>`
      SELECT id, password_hash IS NOT NULL AS "hasPassword" FROM "user"
      WHERE email = ${email} AND disabled_at IS NULL FOR UPDATE`;
    if (!user) return { refused: "no_account" };
    if (user.hasPassword) return { refused: "has_password" };
    await db.userIdentity.createMany({ data: { provider, subject, userId: user.id }, skipDuplicates: true });
    return { userId: user.id };
  });
}

/**
 * Lets an external account sign in as a person who is signed in and asked for it. Its address plays no part.
 * @returns false when the external account belongs to another user
 */
export async function connectIdentity(
  userId: string,
  { provider, subject }: Pick<ExternalIdentity, "provider" | "subject">,
): Promise<boolean> {
  await prisma.userIdentity.createMany({ data: { provider, subject, userId }, skipDuplicates: true });
  const owner = await prisma.userIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { userId: true },
  });
  return owner?.userId === userId;
}

/**
 * Takes a person's accounts at one provider away, and ends every session with them.
 * @param usable providers this installation is set up for: others let nobody in
 * @returns false when no other way to sign in would be left
 */
export async function removeIdentities(
  userId: string,
  provider: IdentityProvider,
  usable: readonly IdentityProvider[],
): Promise<boolean> {
  return prisma.$transaction(async (db) => {
    // Of two removals at once, the second sees what the first left.
    const [user] = await db.$queryRaw<{ hasPassword: boolean }[]>`
      SELECT password_hash IS NOT NULL AS "hasPassword" FROM "user" WHERE id = ${userId} FOR UPDATE`;
    if (!user) return false;
    const others = usable.filter((other) => other !== provider);
    const left = await db.userIdentity.count({ where: { userId, provider: { in: others } } });
    if (!user.hasPassword && left === 0) return false;
    await db.userIdentity.deleteMany({ where: { userId, provider } });
    await db.user.update({
      where: { id: userId },
      data: { sessionEpoch: { increment: 1 } },
      select: { id: true },
    });
    return true;
  });
}
