import "server-only";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { RevisionAuthor } from "./schema";

/** Who made a change, as its row tells. */
export interface AuthorColumns {
  actorKind: string;
  actorId: string | null;
  approvedById: string | null;
}

/** Shown for somebody who has left the organisation, and whose name is not ours to show. */
const FORMER_MEMBER = "A former member";

/** Finds the names of the authors of some changes, in at most three queries. */
export async function authorsOf(
  db: TenantClient | TenantTransaction,
  rows: readonly AuthorColumns[],
): Promise<(row: AuthorColumns) => RevisionAuthor> {
  const idsOf = (kind: string) =>
    rows.flatMap((row) => (row.actorKind === kind && row.actorId ? [row.actorId] : []));
  const people = [...idsOf("person"), ...rows.flatMap(({ approvedById }) => approvedById ?? [])];
  const [names, connections, keys] = await Promise.all([
    named(people, (ids) =>
      db.member.findMany({
        where: { userId: { in: ids } },
        select: { userId: true, user: { select: { name: true } } },
      }),
    ),
    named(idsOf("connection"), (ids) =>
      db.connection.findMany({
        where: { id: { in: ids } },
        select: { id: true, label: true, clientName: true },
      }),
    ),
    named(idsOf("api_key"), (ids) =>
      db.apiKey.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    ),
  ]);
  const person = (id: string | null) => names.find(({ userId }) => userId === id)?.user.name ?? FORMER_MEMBER;
  return ({ actorKind, actorId, approvedById }) => {
    const approved_by = approvedById ? person(approvedById) : null;
    switch (actorKind) {
      case "person":
        return { kind: "person", name: person(actorId), connection: null, approved_by };
      case "connection": {
        const found = connections.find(({ id }) => id === actorId);
        const name = found?.clientName || "An assistant";
        return { kind: "connection", name, connection: found?.label ?? null, approved_by };
      }
      case "api_key": {
        const found = keys.find(({ id }) => id === actorId);
        return {
          kind: "api_key",
          name: found ? `API key ${found.name}` : "An API key",
          connection: null,
          approved_by,
        };
      }
      case "job":
        return { kind: "job", name: actorId ?? "A job", connection: null, approved_by };
      default:
        return { kind: "operator", name: "The operator", connection: null, approved_by };
    }
  };
}

async function named<Row>(ids: string[], find: (ids: string[]) => Promise<Row[]>): Promise<Row[]> {
  return ids.length === 0 ? [] : find([...new Set(ids)]);
}
