import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dateRange } from "@/lib/db/date-range";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import { type CallFilters, type CallView, callOutcome } from "./schema";

export const callColumns = {
  id: true,
  tool: true,
  startedAt: true,
  durationMs: true,
  outcome: true,
  errorCode: true,
  clientName: true,
  connectionId: true,
  apiKeyId: true,
  projectId: true,
} satisfies Prisma.CallLogSelect;

export type CallRow = Prisma.CallLogGetPayload<{ select: typeof callColumns }>;

/**
 * Which lines the caller may see: people who may read the audit log the organisation's, others those of the connections
 * they approved.
 * @throws InsufficientPermissionError the caller is an assistant, a key or a job
 */
export function visibleTo(caller: Caller): Prisma.CallLogWhereInput {
  if (caller.permissions.has("audit:read")) return {};
  if (caller.actor.kind !== "person") requirePermission(caller, "audit:read");
  return { userId: caller.actor.kind === "person" ? caller.actor.userId : "" };
}

/** @throws InvalidInputError `from` after `to` */
export function matching(filters: CallFilters): Prisma.CallLogWhereInput {
  const { from, to } = dateRange(filters);
  return {
    ...(filters.tool !== undefined && { tool: filters.tool }),
    ...(filters.connection_id !== undefined && { connectionId: filters.connection_id }),
    ...(filters.api_key_id !== undefined && { apiKeyId: filters.api_key_id }),
    ...(filters.client !== undefined && { clientName: filters.client }),
    ...(filters.outcome !== undefined && { outcome: filters.outcome }),
    ...((from || to) && { startedAt: { ...(from && { gte: from }), ...(to && { lte: to }) } }),
  };
}

/** Names of the connections, keys and projects that lines tell of: one query for each kind, whatever their number. */
export async function namesFor(db: TenantClient, rows: readonly CallRow[]) {
  const ids = (pick: (row: CallRow) => string | null) => [...new Set(rows.flatMap((row) => pick(row) ?? []))];
  const [connections, keys, projects] = await Promise.all([
    db.connection.findMany({
      where: { id: { in: ids((row) => row.connectionId) } },
      select: { id: true, label: true },
    }),
    db.apiKey.findMany({
      where: { id: { in: ids((row) => row.apiKeyId) } },
      select: { id: true, name: true },
    }),
    db.project.findMany({
      where: { id: { in: ids((row) => row.projectId) } },
      select: { id: true, name: true },
    }),
  ]);
  return {
    connections: new Map(connections.map(({ id, label }) => [id, label])),
    keys: new Map(keys.map(({ id, name }) => [id, name])),
    projects: new Map(projects.map(({ id, name }) => [id, name])),
  };
}

export type Names = Awaited<ReturnType<typeof namesFor>>;

export function toCallView(row: CallRow, names: Names): CallView {
  const project = row.projectId === null ? undefined : names.projects.get(row.projectId);
  return {
    id: row.id,
    tool: row.tool,
    started_at: row.startedAt.toJSON(),
    duration_ms: row.durationMs,
    outcome: callOutcome.parse(row.outcome),
    error_code: row.errorCode,
    client_name: row.clientName,
    through: throughOf(row, names),
    project: project === undefined ? null : { id: row.projectId ?? "", name: project },
  };
}

function throughOf(row: CallRow, { connections, keys }: Names): CallView["through"] {
  const connection = connections.get(row.connectionId ?? "");
  if (connection !== undefined) return { kind: "connection", id: row.connectionId ?? "", label: connection };
  const key = keys.get(row.apiKeyId ?? "");
  return key === undefined ? null : { kind: "api_key", id: row.apiKeyId ?? "", label: key };
}
