"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { endSession } from "@/lib/auth/session";
import { addressAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { resetPassword } from "@/lib/people/reset-password";
import { resetPasswordInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";

export const resetPasswordAction = defineAction(
  resetPasswordInput,
  async ({ address }: { address: string }, input) => {
    await requireSecretAttempt(addressAttempt(address));
    await resetPassword(input);
    // Whoever was signed in on this browser: the new password is tried next.
    await endSession();
    return null;
  },
  { caller: requestFacts },
);
