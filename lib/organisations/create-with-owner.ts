import "server-only";
import { hashPassword } from "@/lib/auth/passwords";
import { insertUser, userIdOfEmail } from "@/lib/auth/users";
import { InvalidInputError } from "@/lib/core/errors";
import { type Founded, foundOrganisation } from "./found";
import type { CreateOrganisationWithOwnerInput } from "./schema";

/**
 * For the operator's terminal, which needs no session: starts an organisation for somebody. An address that has an
 * account becomes the owner as it is; its password is not touched.
 * @throws InvalidInputError no such plan, or a new account without a password
 */
export async function createOrganisationWithOwner(input: CreateOrganisationWithOwnerInput): Promise<Founded> {
  const existing = await userIdOfEmail(input.owner_email);
  if (existing === null && input.owner_password === undefined) {
    throw new InvalidInputError("A new owner needs a password.", {
      problems: [{ path: "owner_password", message: "is needed, since this address has no account" }],
    });
  }
  const passwordHash = existing === null ? await hashPassword(input.owner_password ?? "") : null;
  return foundOrganisation({
    name: input.name,
    planId: input.plan,
    isByOperator: true,
    ownerId: async (db) =>
      existing ??
      (await insertUser(db, {
        email: input.owner_email,
        name: input.owner_name ?? input.owner_email.slice(0, input.owner_email.indexOf("@")),
        passwordHash,
        isEmailProven: true,
      })),
  });
}
