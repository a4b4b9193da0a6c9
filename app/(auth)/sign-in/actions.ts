"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { startSession } from "@/lib/auth/session";
import { signInWithPassword } from "@/lib/auth/sign-in";
import { signInInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";

export const signInAction = defineAction(
  signInInput,
  async ({ address }: { address: string }, input) => {
    const { userId } = await signInWithPassword(input, address);
    await startSession(userId);
    return null;
  },
  { caller: requestFacts },
);
