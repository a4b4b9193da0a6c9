import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { joiningCaller } from "@/lib/auth/founding-caller";
import type { OfferedInvitation } from "@/lib/auth/invitation-link";
import { sha256 } from "@/lib/core/compare";
import { ConflictError, NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";

/** What is thrown whenever a link does not work: it does not tell why. */
export function invitationGone(): NotFoundError {
  return new NotFoundError("invitation", undefined, {
    reason: "invitation_gone",
    nextStep: "It was used, withdrawn or has expired. Ask the person who sent the link for a new one.",
  });
}

/**
 * Spends an invitation and makes its holder a member, in one transaction.
 * @param person makes or names the user, inside the transaction
 */
export async function joinOrganisation(
  secret: string,
  offer: OfferedInvitation,
  person: { email: string; userId: (db: TenantTransaction) => Promise<string> },
): Promise<{ organisationId: string; userId: string }> {
  const { organisationId, role } = offer;
  if (offer.email !== null && offer.email !== person.email) {
    throw new ConflictError("This invitation is for another e-mail address.", {
      reason: "invitation_for_another",
      problems: [{ path: "email", message: "This is not the address that was invited." }],
      nextStep: `Use the account of ${offer.email}, or ask for an invitation to yours.`,
    });
  }
  return change({ organisationId, projectIds: [] }, {}, async (db) => {
    const userId = await person.userId(db);
    // Found and spent by one statement, so of two that race one gets nothing.
    const { count } = await db.invitation.updateMany({
      where: { tokenHash: sha256(secret), acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
      data: { acceptedAt: new Date(), acceptedById: userId },
    });
    if (count === 0) throw invitationGone();
    const { count: joined } = await db.member.createMany({
      data: [{ organisationId, userId, role }],
      skipDuplicates: true,
    });
    if (joined === 0) {
      throw new ConflictError("You are a member of this organisation already.", { reason: "already_member" });
    }
    await recordAudit(db, joiningCaller(organisationId, userId, role), {
      action: "member.join",
      targetKind: "user",
      targetId: userId,
      details: { role },
    });
    return { organisationId, userId };
  });
}
