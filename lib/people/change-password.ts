import "server-only";
import { hashPassword, isPasswordOf } from "@/lib/auth/passwords";
import { passwordAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { passwordHashOf, replacePassword } from "@/lib/auth/users";
import { InvalidInputError } from "@/lib/core/errors";
import type { ChangePasswordInput } from "./schema";

/**
 * Replaces the person's password and ends every session, this one too: whoever calls it starts a fresh one here.
 * @throws InvalidInputError the current password is not right
 * @throws RateLimitedError it was guessed too often
 */
export async function changePassword(
  person: { userId: string; email: string },
  input: ChangePasswordInput,
): Promise<{ userId: string }> {
  const hash = await passwordHashOf(person.userId);
  if (hash !== null) {
    await requireSecretAttempt(passwordAttempt(person.email));
    if (!(await isPasswordOf(hash, input.current_password ?? ""))) {
      throw new InvalidInputError("The current password is not right.", {
        problems: [{ path: "current_password", message: "This is not your current password." }],
      });
    }
  }
  await replacePassword(person.userId, await hashPassword(input.new_password));
  return { userId: person.userId };
}
