import "server-only";
import type { AdapterPayload } from "oidc-provider";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { PROTOCOL_SCOPES } from "./scopes";

/**
 * The provider's grant is our connection, read anew each time a token is about to be issued. One that is revoked, ended
 * or paused, or whose person left or was disabled, is no grant.
 */
export async function grantOfConnection(connectionId: string): Promise<AdapterPayload | undefined> {
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT c.user_id AS "userId", c.client_id AS "clientId", c.resource, c.scopes, c.created_at AS "createdAt"
    FROM connection c
    JOIN "user" u ON u.id = c.user_id AND u.disabled_at IS NULL
    JOIN member m ON m.user_id = c.user_id AND m.organisation_id = c.organisation_id
    WHERE c.id = ${connectionId} AND c.revoked_at IS NULL AND c.paused_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
      -- After a change of BASE_URL the old resources are nobody's.
      AND starts_with(c.resource, ${`${env.baseUrl}/`})`;
  if (!row) return undefined;
  const protocolScopes: readonly string[] = PROTOCOL_SCOPES;
  return {
    kind: "Grant",
    jti: connectionId,
    iat: Math.floor(row.createdAt.getTime() / 1000),
    accountId: row.userId,
    clientId: row.clientId,
    openid: { scope: row.scopes.filter((scope) => protocolScopes.includes(scope)).join(" ") },
    resources: { [row.resource]: row.scopes.join(" ") },
  };
}

interface Row {
  userId: string;
  clientId: string;
  resource: string;
  scopes: string[];
  createdAt: Date;
}
