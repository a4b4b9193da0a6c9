"use server";

import { z } from "zod";
import { requestFacts } from "@/lib/auth/request-facts";
import { endSession, requirePerson, startSession } from "@/lib/auth/session";
import { addressAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { acceptInvitation } from "@/lib/people/accept-invitation";
import { joinAsNew } from "@/lib/people/join-as-new";
import { acceptInvitationInput, joinInput } from "@/lib/people/schema";
import { defineAction } from "@/lib/web/define-action";

export const acceptInvitationAction = defineAction(acceptInvitationInput, acceptInvitation, {
  caller: requirePerson,
});

export const joinAction = defineAction(
  joinInput,
  async ({ address }: { address: string }, input) => {
    await requireSecretAttempt(addressAttempt(address));
    const { organisationId, userId } = await joinAsNew(input);
    await startSession(userId);
    return { organisationId };
  },
  { caller: requestFacts },
);

export const switchAccountAction = defineAction(
  z.strictObject({}),
  async () => {
    await endSession();
    return null;
  },
  { caller: async () => null },
);
