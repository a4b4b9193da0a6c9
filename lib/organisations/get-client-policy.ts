import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { connectionGroups } from "@/lib/connections/groups";
import { dbFor } from "@/lib/db/tenant";
import { clientPolicyColumns, toClientPolicy } from "./rows";
import type { ClientPolicyView } from "./schema";

/**
 * Which clients may connect to the caller's organisation, with those that do and those that are on its list.
 * @throws InsufficientPermissionError
 */
export async function getClientPolicy(caller: Caller): Promise<ClientPolicyView> {
  requirePermission(caller, "organisation:manage");
  const db = dbFor(caller);
  const [row, groups] = await Promise.all([
    db.organisation.findFirstOrThrow({ where: {}, select: clientPolicyColumns }),
    connectionGroups(caller),
  ]);
  const connecting = new Set(groups.clients.map(({ client_id }) => client_id));
  const others = row.allowedClients.filter((id) => !connecting.has(id));
  // A client on the list need not have connected here; what it is called is known when it connected anywhere.
  const known = await db.$queryRaw<{ id: string; name: string; isPreregistered: boolean }[]>`
    SELECT id, name, kind = 'preregistered' AS "isPreregistered" FROM oauth_client WHERE id = ANY (${others}::text[])`;
  const knownById = new Map(known.map((client) => [client.id, client]));
  return {
    ...toClientPolicy(row),
    clients: [
      ...groups.clients,
      ...others.map((id) => ({
        client_id: id,
        name: knownById.get(id)?.name ?? id,
        is_verified: knownById.get(id)?.isPreregistered ?? false,
        connections: 0,
      })),
    ],
  };
}
