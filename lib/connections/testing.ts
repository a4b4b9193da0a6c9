import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS, type Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** What tests of connections share: a place, people in it, and what they approved. */

export interface Place {
  organisationId: string;
  projectIds: [string, ...string[]];
}

/** An organisation with one project or several. */
export async function makePlace(projects = 1): Promise<Place> {
  const organisationId = newId("organisation");
  await prisma.organisation.create({ data: { id: organisationId, name: "Acme", planId: "starter" } });
  const projectIds: string[] = [];
  for (let index = 0; index < projects; index += 1) {
    const id = newId("project");
    await prisma.project.create({
      data: { id, organisationId, name: index === 0 ? "Shop" : `Shop ${index}` },
    });
    projectIds.push(id);
  }
  return { organisationId, projectIds: projectIds as [string, ...string[]] };
}

/** A member with a role, as the dashboard's caller. */
export async function makePerson(role: Role, at: Place): Promise<Caller> {
  const userId = newId("user");
  await prisma.user.create({ data: { id: userId, email: `${userId}@acme.test`, name: `A ${role}` } });
  await prisma.member.create({ data: { organisationId: at.organisationId, userId, role } });
  return {
    organisationId: at.organisationId,
    projectIds: at.projectIds,
    permissions: ROLE_PERMISSIONS[role],
    tier: "starter",
    actor: { kind: "person", userId, role },
    requestId: "req-test",
  };
}

export function userOf(caller: Caller): string {
  if (caller.actor.kind !== "person") throw new Error("a person was expected");
  return caller.actor.userId;
}

/** A connection that a person approved. @returns its id */
export async function connect(
  by: Caller,
  data: Partial<Parameters<typeof prisma.connection.create>[0]["data"]> = {},
): Promise<string> {
  const id = newId("connection");
  await prisma.connection.create({
    data: {
      id,
      organisationId: by.organisationId,
      userId: userOf(by),
      clientId: "https://client.example/client.json",
      clientName: "Claude",
      redirectUri: "https://client.example:8443/callback",
      label: "Claude on my laptop",
      resource: "http://localhost:3000/mcp",
      access: "full",
      permissions: ["chatbots:read", "conversations:read"],
      scopes: ["mcp:read"],
      ...(data as object),
    },
  });
  return id;
}
