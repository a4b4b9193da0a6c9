"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { startSession } from "@/lib/auth/session";
import { addressAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { signInWithLink } from "@/lib/auth/sign-in-link";
import { signInWithLinkInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";

export const signInWithLinkAction = defineAction(
  signInWithLinkInput,
  async ({ address }: { address: string }, { token }) => {
    await requireSecretAttempt(addressAttempt(address));
    const { userId } = await signInWithLink(token);
    // A new session, whatever this browser held before.
    await startSession(userId);
    return null;
  },
  { caller: requestFacts },
);
