import "server-only";
import type { World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS, type Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** A member of a world's organisation, in all its projects. */
export async function addPerson(world: World, name: string, role: Role = "owner"): Promise<Caller> {
  const userId = newId("user");
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name } });
  await prisma.member.create({ data: { organisationId: world.organisationId, userId, role } });
  return { ...world.caller(), permissions: ROLE_PERMISSIONS[role], actor: { kind: "person", userId, role } };
}

/** An assistant that a person of the world connected. */
export async function addAssistant(world: World, person: Caller, clientName: string): Promise<Caller> {
  if (person.actor.kind !== "person") throw new Error("Only a person connects an assistant.");
  const connectionId = newId("connection");
  const { userId } = person.actor;
  await prisma.connection.create({
    data: {
      id: connectionId,
      organisationId: world.organisationId,
      userId,
      clientId: "test-client",
      clientName,
      redirectUri: "http://127.0.0.1/callback",
      label: `${clientName} of ${world.organisationId}`,
      resource: "http://localhost/mcp",
      access: "full",
      permissions: ["chatbots:read", "chatbots:write"],
      scopes: ["mcp:read", "mcp:write"],
    },
  });
  return {
    ...world.caller(),
    permissions: new Set(["chatbots:read", "chatbots:write"]),
    actor: { kind: "connection", connectionId, userId, clientName },
  };
}

/** A hash of everything that is written down, for "nothing was changed". */
export function everyRow(): Promise<unknown> {
  return prisma.$queryRaw`
    SELECT table_name, query_to_xml(format(
             'SELECT count(*), md5(string_agg(t::text, ''|'' ORDER BY t::text)) FROM %I t', table_name), true, true, '')::text
      FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`;
}
