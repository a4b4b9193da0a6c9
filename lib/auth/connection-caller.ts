import "server-only";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";

/**
 * The caller of whoever holds a code or token of a connection: may end connections of its organisation, which its code
 * does for this one only, and nothing else.
 * @returns null when there is no such connection
 */
export async function connectionCaller(connectionId: string): Promise<Caller | null> {
  const connection = await prisma.connection.findUnique({
    where: { id: connectionId },
    select: {
      organisationId: true,
      userId: true,
      clientName: true,
      organisation: { select: { plan: { select: { tier: true } } } },
    },
  });
  if (!connection) return null;
  const { organisationId, userId, clientName, organisation } = connection;
  return {
    organisationId,
    projectIds: [],
    permissions: new Set(["connections:manage"]),
    tier: organisation.plan.tier,
    actor: { kind: "connection", connectionId, userId, clientName },
  };
}
