import "server-only";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { RateLimitedError, UnauthenticatedError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { type AttemptLimit, takeAttempt } from "./attempts";
import { isPasswordOf } from "./passwords";

const SPAN_SECONDS = 15 * MINUTE_SECONDS;

/** Passwords tried for one account, from wherever. */
export function passwordAttempt(email: string): AttemptLimit {
  return { subject: `sign-in:${email}`, limit: 30, spanSeconds: SPAN_SECONDS };
}

/** Passwords and secret links tried from one address; offices share one. */
export function addressAttempt(address: string): AttemptLimit {
  return { subject: `sign-in-address:${address}`, limit: 120, spanSeconds: SPAN_SECONDS };
}

/**
 * Takes one attempt to guess a secret.
 * @throws RateLimitedError with the minutes to wait
 */
export async function requireSecretAttempt(limit: AttemptLimit): Promise<void> {
  const wait = await takeAttempt(limit);
  if (wait === 0) return;
  const minutes = Math.ceil(wait / MINUTE_SECONDS);
  throw new RateLimitedError("That was tried too often.", wait, {
    nextStep: `Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`,
  });
}

/**
 * The user an e-mail address and password belong to.
 * @param address of the client
 * @throws RateLimitedError too many attempts for this account or from this address
 * @throws UnauthenticatedError the same for a wrong password, an unknown address and a disabled account
 */
export async function signInWithPassword(
  { email, password }: { email: string; password: string },
  address: string,
): Promise<{ userId: string }> {
  await requireSecretAttempt(addressAttempt(address));
  await requireSecretAttempt(passwordAttempt(email));
  const user = await prisma.user.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, disabledAt: true },
  });
  const isRight = await isPasswordOf(user?.passwordHash ?? null, password);
  if (!user || !isRight || user.disabledAt) {
    throw new UnauthenticatedError("The e-mail address or the password is not right.", {
      reason: "wrong_credentials",
      nextStep: "Check both and try again.",
    });
  }
  return { userId: user.id };
}
