import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import { isVerified } from "./known-clients";
import type { PendingRequest } from "./pending-request";
import { redirectHost, redirectKind } from "./redirect-uris";
import type { ConsentClient, ConsentOrganisation, ConsentView } from "./schema";
import { asksToReadOnly, requestedPermissions } from "./scopes";

/**
 * What the consent screen shows a person about a request.
 * @throws NotFoundError the endpoint is for a project the person is no member of, existing or not
 */
export async function consentView(request: PendingRequest, userId: string): Promise<ConsentView> {
  const { resource, scope } = request;
  const organisations = await organisationsOf(userId, {
    clientId: request.clientId,
    isVerified: isVerified(request.clientId, request.redirectUri),
  });
  const pinnedProjectId = resource.kind === "project" ? resource.projectId : null;
  const eligible = organisations.filter(
    ({ projects }) => pinnedProjectId === null || projects.some(({ id }) => id === pinnedProjectId),
  );
  if (pinnedProjectId !== null && eligible.length === 0) throw new NotFoundError("project", pinnedProjectId);
  return {
    uid: request.uid,
    client: clientOf(request),
    pinnedProjectId,
    readonlyBecause: resource.kind === "readonly" ? "endpoint" : asksToReadOnly(scope) ? "client" : null,
    requested: requestedPermissions(scope),
    organisations: eligible,
  };
}

function clientOf({ client, clientId, redirectUri }: PendingRequest): ConsentClient {
  return {
    id: clientId,
    name: client.name,
    isVerified: isVerified(clientId, redirectUri),
    documentHost: client.kind === "document" ? new URL(clientId).host : null,
    isPreregistered: client.kind === "preregistered",
    redirectHost: redirectHost(redirectUri),
    redirectKind: redirectKind(redirectUri) ?? "https",
  };
}

/** Names of people who can change an organisation's policy; more would not help anybody. */
const ADMINS_NAMED = 3;

async function organisationsOf(
  userId: string,
  client: { clientId: string; isVerified: boolean },
): Promise<ConsentOrganisation[]> {
  const [members, policies] = await Promise.all([
    prisma.member.findMany({
      where: { userId },
      orderBy: { createdAt: "asc" },
      select: {
        role: true,
        organisation: {
          select: {
            id: true,
            name: true,
            membersMayWrite: true,
            plan: { select: { name: true, tier: true } },
            projects: { select: { id: true, name: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
            members: {
              where: { role: { in: ["owner", "admin"] }, user: { disabledAt: null } },
              orderBy: { createdAt: "asc" },
              take: ADMINS_NAMED,
              select: { user: { select: { name: true } } },
            },
          },
        },
      },
    }),
    prisma.$queryRaw<{ id: string; allowed: boolean }[]>`
      SELECT o.id, client_allowed(o.client_policy, o.allowed_clients, ${client.clientId}, ${client.isVerified}) AS allowed
      FROM organisation o JOIN member m ON m.organisation_id = o.id WHERE m.user_id = ${userId}`,
  ]);
  const letsConnect = new Map(policies.map(({ id, allowed }) => [id, allowed]));
  return members.map(({ role, organisation }) => ({
    id: organisation.id,
    name: organisation.name,
    role,
    tier: organisation.plan.tier,
    planName: organisation.plan.name,
    projects: organisation.projects,
    letsClientConnect: letsConnect.get(organisation.id) ?? false,
    membersMayWrite: organisation.membersMayWrite,
    admins: organisation.members.map(({ user }) => user.name),
  }));
}
