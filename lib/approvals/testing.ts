import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { createConnection, createTenant, signToken, type Tenant } from "@/lib/auth/testing";
import type { Role } from "@/lib/auth/values";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";

/** An assistant whose connection asks first, and the people around it. */
export interface Asker {
  tenant: Tenant;
  projectId: string;
  chatbotId: string;
  connectionId: string;
  /** An access token of the connection. */
  token: string;
  /** Somebody of the organisation, who may be another person than the one who approved the connection. */
  member(role: Role): Promise<Caller>;
  /** The person who approved the connection. */
  owner(): Promise<Caller>;
  chatbotName(): Promise<string>;
}

export async function createAsker(options: { projects?: number } = {}): Promise<Asker> {
  const tenant = await createTenant({ projects: options.projects ?? 1 });
  const [projectId = ""] = tenant.projectIds;
  const chatbotId = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Ada", isPrimary: true } });
  const connection = await createConnection(tenant);
  await prisma.connection.update({ where: { id: connection.id }, data: { asksFirst: true } });
  const callerOf = (userId: string) =>
    callerOfPerson({ userId, sessionEpoch: null }, { projectId }, "req-test");
  return {
    tenant,
    projectId,
    chatbotId,
    connectionId: connection.id,
    token: await signToken(connection),
    owner: () => callerOf(tenant.userId),
    async member(role) {
      const userId = newId("user");
      await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: `A ${role}` } });
      await prisma.member.create({ data: { organisationId: tenant.organisationId, userId, role } });
      return callerOf(userId);
    },
    async chatbotName() {
      const row = await prisma.chatbot.findFirstOrThrow({ where: { id: chatbotId } });
      return row.name;
    },
  };
}
