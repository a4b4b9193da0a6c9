import "server-only";
import { z } from "zod";
import { newLinkSecret } from "@/lib/auth/one-time-link";
import { resetLink } from "@/lib/auth/reset-link";
import { unseal } from "@/lib/auth/seal";
import { SIGN_IN_LINK_SECONDS, signInLink } from "@/lib/auth/sign-in-link";
import { holderOfEmail } from "@/lib/auth/users";
import { type Letter, renderLetter } from "@/lib/mail/letter";
import { messageIdOf } from "@/lib/mail/message-id";
import { confirmAddressLetter, resetPasswordLetter, signInLetter } from "@/lib/mail/sign-in";
import { sendMail } from "@/lib/outbound/mail";

/** What the sealed part of a job is bound to. */
export const LINK_CONTEXT = "mailed-link";

const askedLink = z.strictObject({ email: z.string(), next: z.string(), askedAt: z.number() });
/** Who asked, for what page, and when (milliseconds). */
export type AskedLink = z.infer<typeof askedLink>;

/**
 * Makes the link that was asked for and sends it. Nothing happens for an address that nobody has, and for a request that
 * is older than a link lives: whoever asked has given up. Somebody whose address was never proven to be theirs gets a
 * link for a new password instead of one that signs in: whoever took the address before would share the account.
 * @throws MailFailedError it did not go out
 */
export async function mailLink(kind: "sign_in_link" | "reset_link", sealed: string): Promise<void> {
  const { email, next, askedAt } = askedLink.parse(JSON.parse(await unseal(sealed, LINK_CONTEXT)));
  if (Date.now() - askedAt > SIGN_IN_LINK_SECONDS * 1000) return;
  const holder = await holderOfEmail(email);
  if (!holder) return;
  const letter = await letterFor(kind, holder, next);
  if (letter === null) return;
  await sendMail({
    ...renderLetter(letter),
    to: holder.email,
    messageId: messageIdOf(`link-${newLinkSecret()}`),
  });
}

async function letterFor(
  kind: "sign_in_link" | "reset_link",
  holder: { userId: string; email: string; isEmailProven: boolean },
  next: string,
): Promise<Letter | null> {
  if (kind === "sign_in_link" && holder.isEmailProven) {
    const url = await signInLink(holder.userId, next);
    return url === null ? null : signInLetter(url);
  }
  const { url } = await resetLink(holder.email, "mailed");
  return kind === "sign_in_link" ? confirmAddressLetter(url) : resetPasswordLetter(url);
}
