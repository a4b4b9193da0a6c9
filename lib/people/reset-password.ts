import "server-only";
import { hashPassword } from "@/lib/auth/passwords";
import { isResetOpen, resetLinkSpent, resetPasswordWith } from "@/lib/auth/reset-link";
import type { ResetPasswordInput } from "./schema";

/**
 * Sets a new password with the link the operator made, and signs the person out everywhere.
 * @throws ConflictError the link does not work any more
 */
export async function resetPassword(input: ResetPasswordInput): Promise<{ userId: string }> {
  // Nobody makes the server hash with a link that is made up.
  if (!(await isResetOpen(input.token))) throw resetLinkSpent();
  return resetPasswordWith(input.token, await hashPassword(input.password));
}
