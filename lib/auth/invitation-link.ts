import "server-only";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import type { Role } from "./values";

/** Address of an invitation. */
export function invitationUrl(secret: string): string {
  return `${env.baseUrl}/invitation/${secret}`;
}

/** What the holder of an invitation's link may know. */
export interface OfferedInvitation {
  organisationId: string;
  organisationName: string;
  role: Role;
  /** When set, only this address may accept. */
  email: string | null;
  /** Whether that address has an account already. */
  hasAccount: boolean;
}

/** The invitation a link leads to; null when it is unknown, used, revoked or expired. */
export async function findInvitation(secret: string): Promise<OfferedInvitation | null> {
  const invitation = await prisma.invitation.findFirst({
    where: {
      tokenHash: sha256(secret),
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: new Date() },
    },
    select: { organisationId: true, role: true, email: true, organisation: { select: { name: true } } },
  });
  if (!invitation) return null;
  const { organisationId, role, email, organisation } = invitation;
  const hasAccount = email !== null && (await prisma.user.count({ where: { email } })) > 0;
  return { organisationId, organisationName: organisation.name, role, email, hasAccount };
}
