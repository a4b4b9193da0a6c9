"use server";

import { requestFacts } from "@/lib/auth/request-facts";
import { startSession } from "@/lib/auth/session";
import { addressAttempt, requireSecretAttempt } from "@/lib/auth/sign-in";
import { setUpInput } from "@/lib/organisations/schema";
import { setUpInstallation } from "@/lib/organisations/set-up";
import { defineAction } from "@/lib/web/define-action";

export const setUpAction = defineAction(
  setUpInput,
  async ({ address }: { address: string }, input) => {
    await requireSecretAttempt(addressAttempt(address));
    const { ownerId, project } = await setUpInstallation(input);
    await startSession(ownerId);
    return { projectId: project?.id ?? null };
  },
  { caller: requestFacts },
);
