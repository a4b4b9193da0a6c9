import "server-only";
import type { IdentityProvider } from "@/lib/auth/external-identity";
import { isPasswordOf } from "@/lib/auth/passwords";
import { passwordAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { passwordHashOf } from "@/lib/auth/users";
import { InvalidInputError } from "@/lib/core/errors";
import type { ConnectIdentityInput } from "./schema";

/**
 * Checks that the person themselves asks to sign in with Google or GitHub from now on: a session that was left open is
 * not enough to add a lasting way in.
 * @param usable providers this installation is set up for
 * @throws InvalidInputError the current password is not right, or the provider is not set up here
 * @throws RateLimitedError it was guessed too often
 */
export async function requireMayConnect(
  person: { userId: string; email: string },
  input: ConnectIdentityInput,
  usable: readonly IdentityProvider[],
): Promise<void> {
  if (!usable.includes(input.provider)) {
    throw new InvalidInputError("This installation is not set up for that provider.");
  }
  const hash = await passwordHashOf(person.userId);
  if (hash === null) return;
  await requireSecretAttempt(passwordAttempt(person.email));
  if (await isPasswordOf(hash, input.current_password ?? "")) return;
  throw new InvalidInputError("The password is not right.", {
    problems: [{ path: "current_password", message: "This is not your password." }],
  });
}
