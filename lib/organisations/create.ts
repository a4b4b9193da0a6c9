import "server-only";
import { type Founded, foundOrganisation } from "./found";
import { type CreateOrganisationInput, DEFAULT_PLAN } from "./schema";

/** Starts an organisation of which the person is the owner, with a first project. */
export async function createOrganisation(
  person: { userId: string },
  input: CreateOrganisationInput,
): Promise<Founded> {
  return foundOrganisation({
    name: input.name,
    planId: DEFAULT_PLAN,
    ownerId: async () => person.userId,
    projectName: input.project_name,
  });
}
