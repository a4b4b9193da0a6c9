import "server-only";
import { linkForEmail, linkFromAddress } from "@/lib/auth/mailed-links";
import { newLinkSecret } from "@/lib/auth/one-time-link";
import { seal } from "@/lib/auth/seal";
import { requireSecretAttempt } from "@/lib/auth/sign-in";
import { NotYetAvailableError } from "@/lib/core/errors";
import { enqueueNow } from "@/lib/jobs/enqueue";
import { mailJob } from "@/lib/jobs/mail.job";
import { canMail } from "@/lib/outbound/mail";
import { type AskedLink, LINK_CONTEXT } from "./mail-link";

/**
 * Has a link sent to an e-mail address: one that signs in, or one that sets a new password. What is asked for an address
 * that nobody has takes the same way and the same time: whose it is is found out when the message is made.
 * @param from address of the client
 * @throws NotYetAvailableError this installation sends no e-mail
 * @throws RateLimitedError too many for this address, or from this client
 */
export async function askLink(
  kind: "sign_in_link" | "reset_link",
  asked: { email: string; next: string },
  from: string,
): Promise<void> {
  if (!canMail()) {
    throw new NotYetAvailableError("This installation sends no e-mail.", {
      nextStep: "Ask the person who runs it for a link.",
    });
  }
  await requireSecretAttempt(linkFromAddress(from));
  await requireSecretAttempt(linkForEmail(asked.email));
  const content: AskedLink = { ...asked, askedAt: Date.now() };
  const sealed = await seal(JSON.stringify(content), LINK_CONTEXT);
  await enqueueNow(mailJob, { kind, sealed }, { key: newLinkSecret() });
}
