import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { inState } from "./in-state";
import { visibleTo } from "./rows";
import type { ConnectionGroups } from "./schema";

/**
 * The standing connections the caller may see, counted by client and by the person who approved them; those with the
 * most connections first.
 * @throws InsufficientPermissionError the caller is not a person
 */
export async function connectionGroups(caller: Caller): Promise<ConnectionGroups> {
  const db = dbFor(caller);
  const where = { AND: [visibleTo(caller), inState(caller, "standing", new Date())] };
  const [byClient, byUser, total] = await Promise.all([
    db.connection.groupBy({
      by: ["clientId"],
      where,
      _count: { _all: true },
      orderBy: [{ _count: { clientId: "desc" } }, { clientId: "asc" }],
    }),
    db.connection.groupBy({
      by: ["userId"],
      where,
      _count: { _all: true },
      orderBy: [{ _count: { userId: "desc" } }, { userId: "asc" }],
    }),
    db.connection.count({ where }),
  ]);
  const [facts, members] = await Promise.all([
    db.$queryRaw<{ clientId: string; name: string; isVerified: boolean }[]>`
      SELECT DISTINCT ON (c.client_id) c.client_id AS "clientId", c.client_name AS name,
             bool_and(client_allowed('verified', '{}', c.client_id, c.is_verified)) OVER (PARTITION BY c.client_id) AS "isVerified"
      FROM connection c
      WHERE c.organisation_id = ${caller.organisationId} AND c.revoked_at IS NULL
        AND c.client_id = ANY (${byClient.map(({ clientId }) => clientId)}::text[])
      ORDER BY c.client_id, c.created_at DESC`,
    db.member.findMany({
      where: { userId: { in: byUser.map(({ userId }) => userId) } },
      select: { userId: true, user: { select: { name: true } } },
    }),
  ]);
  const factsOf = new Map(facts.map((row) => [row.clientId, row]));
  const nameOf = new Map(members.map(({ userId, user }) => [userId, user.name]));
  return {
    clients: byClient.map(({ clientId, _count }) => ({
      client_id: clientId,
      name: factsOf.get(clientId)?.name ?? clientId,
      is_verified: factsOf.get(clientId)?.isVerified ?? false,
      connections: _count._all,
    })),
    members: byUser.map(({ userId, _count }) => ({
      user_id: userId,
      name: nameOf.get(userId) ?? userId,
      connections: _count._all,
    })),
    total,
  };
}
