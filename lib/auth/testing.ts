import "server-only";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { CONNECTION_CLAIM } from "./access-token";
import { newApiKey } from "./api-key";
import { signJwt } from "./signing";
import { type Access, type GrantablePermission, PERMISSIONS, type Role, type Tier } from "./values";

/** What a test wants of its tenant; limits are high unless the test is about them. */
export interface TenantOptions {
  projects?: number;
  role?: Role;
  tier?: Tier;
  perMinute?: number;
  perDay?: number;
  perProjectMinute?: number;
}

/** An organisation with a plan of its own, one member and some projects. */
export interface Tenant {
  organisationId: string;
  planId: string;
  userId: string;
  projectIds: string[];
}

/** Makes a tenant that no other test knows. */
export async function createTenant(options: TenantOptions = {}): Promise<Tenant> {
  const organisationId = newId("organisation");
  const userId = newId("user");
  const projectIds = Array.from({ length: options.projects ?? 1 }, () => newId("project"));
  const planId = `plan-${organisationId}`;
  await prisma.plan.create({
    data: {
      id: planId,
      name: "Test",
      tier: options.tier ?? "business",
      toolCallsPerMinute: options.perMinute ?? 1_000_000,
      toolCallsPerDay: options.perDay ?? 1_000_000,
      projectCallsPerMinute: options.perProjectMinute ?? 1_000_000,
      aiCreditsPerMonth: 0,
    },
  });
  await prisma.organisation.create({ data: { id: organisationId, name: "Test", planId } });
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: "Test" } });
  await prisma.member.create({ data: { organisationId, userId, role: options.role ?? "owner" } });
  await prisma.project.createMany({
    data: projectIds.map((id) => ({ id, organisationId, name: `Project ${id}` })),
  });
  return { organisationId, planId, userId, projectIds };
}

export interface CredentialOptions {
  access?: Access;
  permissions?: readonly GrantablePermission[];
  projectId?: string;
  expiresAt?: Date;
}

/** An API key of the tenant. */
export async function createKey(tenant: Tenant, options: CredentialOptions = {}) {
  const { text, hash, hint } = newApiKey();
  const id = newId("apiKey");
  await prisma.apiKey.create({
    data: {
      id,
      organisationId: tenant.organisationId,
      projectId: options.projectId ?? null,
      name: "Test key",
      secretHash: hash,
      hint,
      access: options.access ?? "full",
      permissions: [...(options.permissions ?? PERMISSIONS)],
      createdById: tenant.userId,
      expiresAt: options.expiresAt ?? null,
    },
  });
  return { id, text, hash };
}

/** An approved connection of the tenant's member. */
export async function createConnection(
  tenant: Tenant,
  options: CredentialOptions & { resource?: string; scopes?: string[] } = {},
) {
  const id = newId("connection");
  const resource = options.resource ?? `${env.baseUrl}/mcp`;
  const scopes = options.scopes ?? ["mcp:read", "mcp:write"];
  await prisma.connection.create({
    data: {
      id,
      organisationId: tenant.organisationId,
      userId: tenant.userId,
      clientId: "test-client",
      clientName: "Test client",
      redirectUri: "http://127.0.0.1/callback",
      label: "Test",
      resource,
      access: options.access ?? "full",
      projectId: options.projectId ?? null,
      permissions: [...(options.permissions ?? PERMISSIONS)],
      scopes,
      expiresAt: options.expiresAt ?? null,
    },
  });
  return { id, resource, scopes, userId: tenant.userId };
}

/** An access token as the authorization server signs it, with some claims changed. */
export async function signToken(
  connection: { id: string; resource: string; scopes: string[]; userId: string },
  claims: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return signJwt("at+jwt", {
    iss: env.baseUrl,
    aud: connection.resource,
    sub: connection.userId,
    jti: newId("call"),
    client_id: "test-client",
    scope: connection.scopes.join(" "),
    [CONNECTION_CLAIM]: connection.id,
    iat: now,
    exp: now + 600,
    ...claims,
  });
}
