import "server-only";
import { prisma } from "@/lib/db/client";
import { normalEmail } from "./normal-email";

/** An account at Google or GitHub, after that provider vouched for it. */
export interface ExternalIdentity {
  provider: "google" | "github";
  /** The provider's own id of the account: stays when its address changes. */
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
}

/**
 * The user an external account belongs to, or null. An account not seen before is linked to the user with its address,
 * and only when the provider has verified that address: anything less would let a stranger take an account over.
 * Nobody is created: people join by invitation.
 */
export async function userOfIdentity(identity: ExternalIdentity): Promise<string | null> {
  const { provider, subject } = identity;
  const known = await prisma.userIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { user: { select: { id: true, disabledAt: true } } },
  });
  if (known) return known.user.disabledAt ? null : known.user.id;
  if (!identity.isEmailVerified || !identity.email) return null;
  const user = await prisma.user.findFirst({
    where: { email: normalEmail(identity.email), disabledAt: null },
    select: { id: true },
  });
  if (!user) return null;
  await prisma.userIdentity.createMany({
    data: { provider, subject, userId: user.id },
    skipDuplicates: true,
  });
  return user.id;
}
