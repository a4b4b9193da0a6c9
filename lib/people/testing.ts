import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { callerOfPerson } from "@/lib/auth/person-caller";
import type { Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { foundOrganisation } from "@/lib/organisations/found";

/** A user without a password. */
export async function aUser(
  fields: { email?: string; name?: string; passwordHash?: string } = {},
): Promise<{ userId: string; email: string; name: string }> {
  const user = await prisma.user.create({
    data: {
      id: newId("user"),
      email: fields.email ?? `${newId("user")}@example.com`,
      name: fields.name ?? "Ada",
      passwordHash: fields.passwordHash ?? null,
    },
    select: { id: true, email: true, name: true },
  });
  return { userId: user.id, email: user.email, name: user.name };
}

/** An organisation with an owner and one project. */
export async function anOrganisation(name = "Acme") {
  const person = await aUser();
  const { organisation, project } = await foundOrganisation({
    name,
    planId: "business",
    ownerId: async () => person.userId,
    projectName: `${name} shop`,
  });
  if (!project) throw new Error("founded without a project");
  const organisationId = organisation.id;
  return {
    organisationId,
    projectId: project.id,
    person,
    owner: await callerIn(organisationId, person.userId),
  };
}

/** A member of an organisation and the caller they are there. */
export async function aMember(organisationId: string, role: Role) {
  const person = await aUser();
  await prisma.member.create({ data: { organisationId, userId: person.userId, role } });
  return { person, caller: await callerIn(organisationId, person.userId) };
}

export function callerIn(organisationId: string, userId: string): Promise<Caller> {
  return callerOfPerson({ userId, sessionEpoch: null }, { organisationId });
}
