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
  const organisations = await organisationsOf(userId);
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

async function organisationsOf(userId: string): Promise<ConsentOrganisation[]> {
  const members = await prisma.member.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: {
      role: true,
      organisation: {
        select: {
          id: true,
          name: true,
          plan: { select: { name: true, tier: true } },
          projects: { select: { id: true, name: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
        },
      },
    },
  });
  return members.map(({ role, organisation }) => ({
    id: organisation.id,
    name: organisation.name,
    role,
    tier: organisation.plan.tier,
    planName: organisation.plan.name,
    projects: organisation.projects,
  }));
}
