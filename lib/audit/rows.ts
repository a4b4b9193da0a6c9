import "server-only";
import { dateRange } from "@/lib/db/date-range";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import type { AuditFilters, AuditView } from "./schema";
import { ACTIONS_OF, changedField, fieldName, inWords, valueInWords } from "./words";

export const auditColumns = {
  id: true,
  at: true,
  actorKind: true,
  actorId: true,
  action: true,
  targetKind: true,
  targetId: true,
  details: true,
  requestId: true,
} satisfies Prisma.AuditEntrySelect;

export type AuditRow = Prisma.AuditEntryGetPayload<{ select: typeof auditColumns }>;

/** @throws InvalidInputError `from` after `to` */
export async function matching(
  db: TenantClient,
  filters: AuditFilters,
): Promise<Prisma.AuditEntryWhereInput> {
  const { from, to } = dateRange(filters);
  const actions = filters.kind === undefined ? [] : ACTIONS_OF[filters.kind];
  return {
    AND: [
      filters.who === undefined ? {} : await actedBy(db, filters.who),
      filters.kind === undefined ? {} : { OR: actions.map((start) => ({ action: { startsWith: start } })) },
    ],
    ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lte: to }) } }),
  };
}

/** What a person did, also through an assistant they connected. */
async function actedBy(
  db: TenantClient,
  who: NonNullable<AuditFilters["who"]>,
): Promise<Prisma.AuditEntryWhereInput> {
  if (!who.startsWith("usr_")) return { actorKind: who };
  const connections = await db.connection.findMany({ where: { userId: who }, select: { id: true } });
  return {
    OR: [
      { actorKind: "person", actorId: who },
      { actorKind: "connection", actorId: { in: connections.map(({ id }) => id) } },
    ],
  };
}

/** Names of those who acted and of what entries tell of: one query for each kind, whatever their number. */
export async function namesFor(db: TenantClient, rows: readonly AuditRow[]) {
  const ids = (kind: string) => [
    ...new Set(rows.flatMap((row) => (row.actorKind === kind && row.actorId !== null ? [row.actorId] : []))),
  ];
  const [connections, keys, projects] = await Promise.all([
    db.connection.findMany({
      where: { id: { in: ids("connection") } },
      select: { id: true, clientName: true, userId: true },
    }),
    db.apiKey.findMany({ where: { id: { in: ids("api_key") } }, select: { id: true, name: true } }),
    db.project.findMany({ select: { id: true, name: true }, take: 500 }),
  ]);
  const people = new Set([
    ...ids("person"),
    ...connections.map(({ userId }) => userId),
    ...rows.flatMap((row) => (row.targetKind === "user" && row.targetId !== null ? [row.targetId] : [])),
    ...rows.flatMap(({ details }) => (isObject(details) ? Object.values(details).filter(isPersonId) : [])),
  ]);
  // People have no tenant, and those who left are members no more; this organisation's own log names them.
  const users = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM "user" WHERE id = ANY (${[...people]}::text[])`;
  return {
    people: new Map(users.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map((row) => [row.id, row])),
    keys: new Map(keys.map(({ id, name }) => [id, name])),
    projects: new Map(projects.map(({ id, name }) => [id, name])),
  };
}

type Names = Awaited<ReturnType<typeof namesFor>>;

export function toAuditView(row: AuditRow, names: Names): AuditView {
  const details = isObject(row.details) ? row.details : {};
  const { before, after, ...rest } = details;
  return {
    id: row.id,
    at: row.at.toJSON(),
    action: row.action,
    text: inWords(row.action, {
      details,
      person: row.targetKind === "user" ? personName(names, row.targetId) : "",
    }),
    actor: actorOf(row, names),
    target_id: row.targetId,
    changes: "before" in details || "after" in details ? differences(row.action, before, after, names) : [],
    facts: Object.entries(rest).map(([key, value]) => ({
      name: fieldName(key),
      value: shown(key, value, names),
    })),
    request_id: row.requestId,
  };
}

function actorOf(row: AuditRow, names: Names): AuditView["actor"] {
  switch (row.actorKind) {
    case "person":
      return { kind: "person", name: personName(names, row.actorId) };
    case "connection": {
      const connection = names.connections.get(row.actorId ?? "");
      if (!connection) return { kind: "connection", name: "An assistant" };
      return {
        kind: "connection",
        name: `${connection.clientName} (${personName(names, connection.userId)}'s)`,
      };
    }
    case "api_key":
      return { kind: "api_key", name: `API key ${names.keys.get(row.actorId ?? "") ?? "that is gone"}` };
    case "operator":
      return { kind: "operator", name: "The operator" };
    default:
      return { kind: "job", name: "The server" };
  }
}

function personName(names: Names, id: string | null): string {
  return names.people.get(id ?? "") ?? "somebody who is gone";
}

function differences(action: string, before: unknown, after: unknown, names: Names): AuditView["changes"] {
  if (!isObject(before) || !isObject(after)) {
    const key = changedField(action);
    return [{ name: fieldName(key), before: shown(key, before, names), after: shown(key, after, names) }];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({
      name: fieldName(key),
      before: shown(key, before[key], names),
      after: shown(key, after[key], names),
    }));
}

function shown(key: string, value: unknown, names: Names): string {
  const name = typeof value === "string" ? (names.projects.get(value) ?? names.people.get(value)) : undefined;
  return name ?? valueInWords(key, value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPersonId(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("usr_");
}
