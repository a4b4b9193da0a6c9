import "server-only";
import { type IdentityProvider, removeIdentities } from "@/lib/auth/external-identity";
import { ConflictError } from "@/lib/core/errors";
import type { DisconnectIdentityInput } from "./schema";

/**
 * Google or GitHub no longer signs the person in. Ends every session, this one too: whoever calls it starts a fresh one.
 * @param usable providers this installation is set up for
 * @throws ConflictError no other way to sign in would be left
 */
export async function disconnectIdentity(
  person: { userId: string },
  input: DisconnectIdentityInput,
  usable: readonly IdentityProvider[],
): Promise<void> {
  if (await removeIdentities(person.userId, input.provider, usable)) return;
  throw new ConflictError("This is your only way to sign in.", {
    reason: "last_way_in",
    nextStep: "Set a password first, then disconnect.",
  });
}
