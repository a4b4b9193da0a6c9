import "server-only";
import { findInvitation } from "@/lib/auth/invitation-link";
import { invitationGone, joinOrganisation } from "./join-organisation";
import type { AcceptInvitationInput } from "./schema";

/**
 * Joins an organisation with the account the person has.
 * @throws NotFoundError the link is unknown, used, withdrawn or expired
 * @throws ConflictError it is for another address, or the person is a member already; the link stays usable
 */
export async function acceptInvitation(
  person: { userId: string; email: string },
  input: AcceptInvitationInput,
): Promise<{ organisationId: string }> {
  const offer = await findInvitation(input.token);
  if (!offer) throw invitationGone();
  const { organisationId } = await joinOrganisation(input.token, offer, {
    email: person.email,
    userId: async () => person.userId,
  });
  return { organisationId };
}
