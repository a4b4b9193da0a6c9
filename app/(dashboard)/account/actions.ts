"use server";

import { z } from "zod";
import { startConnecting } from "@/lib/auth/connect-intent";
import { externalProviders } from "@/lib/auth/next-auth";
import { endSession, type Person, requirePerson, startSession } from "@/lib/auth/session";
import { endSessionsOf } from "@/lib/auth/users";
import { changePassword } from "@/lib/people/change-password";
import { requireMayConnect } from "@/lib/people/connect-identity";
import { disconnectIdentity } from "@/lib/people/disconnect-identity";
import {
  changePasswordInput,
  connectIdentityInput,
  disconnectIdentityInput,
  setTimeZoneInput,
  updateNameInput,
} from "@/lib/people/schema";
import { setTimeZone } from "@/lib/people/set-time-zone";
import { updateName } from "@/lib/people/update-name";
import { defineAction } from "@/lib/web/define-action";

export const updateNameAction = defineAction(updateNameInput, updateName, { caller: requirePerson });

export const setTimeZoneAction = defineAction(setTimeZoneInput, setTimeZone, { caller: requirePerson });

export const changePasswordAction = defineAction(
  changePasswordInput,
  async (person: Person, input) => {
    const { userId } = await changePassword(person, input);
    // Every session ended with the old password; this browser goes on with a fresh one.
    await startSession(userId);
    return null;
  },
  { caller: requirePerson },
);

const usableProviders = externalProviders.map(({ id }) => id);

export const connectIdentityAction = defineAction(
  connectIdentityInput,
  async (person: Person, input) => {
    await requireMayConnect(person, input, usableProviders);
    await startConnecting(person.userId, input.provider);
    return null;
  },
  { caller: requirePerson },
);

export const disconnectIdentityAction = defineAction(
  disconnectIdentityInput,
  async (person: Person, input) => {
    await disconnectIdentity(person, input, usableProviders);
    // Every session ended with it; this browser goes on with a fresh one.
    await startSession(person.userId);
    return null;
  },
  { caller: requirePerson },
);

export const signOutEverywhereAction = defineAction(
  z.strictObject({}),
  async (person: Person) => {
    await endSessionsOf(person.userId);
    await endSession();
    return null;
  },
  { caller: requirePerson },
);
