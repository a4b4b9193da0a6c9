import "server-only";
import { findInvitation } from "@/lib/auth/invitation-link";
import { hashPassword } from "@/lib/auth/passwords";
import { insertUser } from "@/lib/auth/users";
import { invitationGone, joinOrganisation } from "./join-organisation";
import type { JoinInput } from "./schema";

/**
 * Creates an account and joins the organisation of an invitation with it.
 * @throws NotFoundError the link is unknown, used, withdrawn or expired
 * @throws ConflictError it is for another address, or the address has an account: that person signs in and accepts
 */
export async function joinAsNew(input: JoinInput): Promise<{ organisationId: string; userId: string }> {
  const offer = await findInvitation(input.token);
  if (!offer) throw invitationGone();
  const passwordHash = await hashPassword(input.password);
  return joinOrganisation(input.token, offer, {
    email: input.email,
    userId: (db) =>
      insertUser(db, { email: input.email, name: input.name, passwordHash, isEmailProven: false }),
  });
}
