import "server-only";
import { hashPassword } from "@/lib/auth/passwords";
import { spendSetupSecret } from "@/lib/auth/setup-link";
import { insertUser } from "@/lib/auth/users";
import { type Founded, foundOrganisation } from "./found";
import { FIRST_PLAN, type SetUpInput } from "./schema";

/**
 * Creates the first owner with an organisation and a project, out of the one-time link the start printed. Of two
 * browsers at once one succeeds.
 * @throws ConflictError the link does not work any more, or somebody was faster
 */
export async function setUpInstallation(input: SetUpInput): Promise<Founded> {
  const passwordHash = await hashPassword(input.password);
  return foundOrganisation({
    name: input.organisation_name,
    planId: FIRST_PLAN,
    projectName: input.project_name,
    ownerId: async (db) => {
      await spendSetupSecret(db, input.token);
      return insertUser(db, { email: input.email, name: input.name, passwordHash, isEmailProven: true });
    },
  });
}
