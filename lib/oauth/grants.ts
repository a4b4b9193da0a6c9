import "server-only";
import { type AdapterPayload, errors, Provider } from "oidc-provider";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { PROTOCOL_SCOPES } from "./scopes";

/** When a client may ask again for a token of a connection that is held up, in seconds. */
const HELD_UP_RETRY_SECONDS = 60;

/** Why a connection that stands gets no token for now, in the words of the answer. */
const HELD_UP = {
  blocked:
    "The organisation does not let this client connect at the moment. An admin changes that in the dashboard under Settings.",
  paused: "This connection is paused. A person resumes it in the dashboard under Integrations, MCP.",
} as const;

/**
 * The provider's grant is our connection, read anew each time a token is about to be issued. One that is revoked or
 * ended, or whose person left or was disabled, is no grant.
 * @throws ConnectionHeldUp it is paused, or the organisation's policy blocks its client
 */
export async function grantOfConnection(connectionId: string): Promise<AdapterPayload | undefined> {
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT c.user_id AS "userId", c.client_id AS "clientId", c.resource, c.scopes, c.created_at AS "createdAt",
           CASE WHEN NOT client_allowed(o.client_policy, o.allowed_clients, c.client_id, c.is_verified) THEN 'blocked'
                WHEN c.paused_at IS NOT NULL THEN 'paused' END AS "heldUp"
    FROM connection c
    JOIN organisation o ON o.id = c.organisation_id
    JOIN "user" u ON u.id = c.user_id AND u.disabled_at IS NULL
    JOIN member m ON m.user_id = c.user_id AND m.organisation_id = c.organisation_id
    WHERE c.id = ${connectionId} AND c.revoked_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
      -- After a change of BASE_URL the old resources are nobody's.
      AND starts_with(c.resource, ${`${env.baseUrl}/`})`;
  if (!row) return undefined;
  if (row.heldUp !== null) throw new ConnectionHeldUp(HELD_UP[row.heldUp]);
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
  heldUp: keyof typeof HELD_UP | null;
}

/**
 * 503 `temporarily_unavailable`, raised before any code or refresh token is spent. On `invalid_grant` clients throw
 * their tokens away and a person would have to connect anew; on `server_error` the MCP SDK starts a new authorization.
 * This they take for a fault that passes, so the same refresh token works once the connection goes on.
 */
class ConnectionHeldUp extends errors.TemporarilyUnavailable {
  constructor(description: string) {
    super(description);
    Object.assign(this, { status: 503, statusCode: 503, expose: true });
    Provider.ctx?.set("retry-after", String(HELD_UP_RETRY_SECONDS));
  }
}
