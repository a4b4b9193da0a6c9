"use server";

import { z } from "zod";
import { endSession, type Person, requirePerson, startSession } from "@/lib/auth/session";
import { endSessionsOf } from "@/lib/auth/users";
import { changePassword } from "@/lib/people/change-password";
import { changePasswordInput, updateNameInput } from "@/lib/people/schema";
import { updateName } from "@/lib/people/update-name";
import { defineAction } from "@/lib/web/define-action";

export const updateNameAction = defineAction(updateNameInput, updateName, { caller: requirePerson });

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

export const signOutEverywhereAction = defineAction(
  z.strictObject({}),
  async (person: Person) => {
    await endSessionsOf(person.userId);
    await endSession();
    return null;
  },
  { caller: requirePerson },
);
