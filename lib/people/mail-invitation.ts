import "server-only";
import { findInvitation, invitationUrl } from "@/lib/auth/invitation-link";
import { seal, unseal } from "@/lib/auth/seal";
import { invitationLetter } from "@/lib/mail/invitation";
import { renderLetter } from "@/lib/mail/letter";
import { messageIdOf } from "@/lib/mail/message-id";
import { sendMail } from "@/lib/outbound/mail";

const contextOf = (invitationId: string) => `invitation:${invitationId}`;

/** The secret of an invitation, for the job that mails it: nothing else stores it. */
export function sealInvitation(invitationId: string, secret: string): Promise<string> {
  return seal(secret, contextOf(invitationId));
}

/**
 * Sends an invitation to the address it is for; nothing when it was used, withdrawn or ran out meanwhile.
 * @throws MailFailedError it did not go out
 */
export async function mailInvitation(invitationId: string, sealed: string): Promise<void> {
  const secret = await unseal(sealed, contextOf(invitationId));
  const offer = await findInvitation(secret);
  if (!offer?.email) return;
  const letter = invitationLetter({
    organisationName: offer.organisationName,
    url: invitationUrl(secret),
  });
  await sendMail({ ...renderLetter(letter), to: offer.email, messageId: messageIdOf(invitationId) });
}
