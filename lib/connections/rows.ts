import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { permission } from "@/lib/auth/schema";
import { ConflictError, InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { ConnectionStatus, ConnectionView } from "./schema";

/** What a view of a connection needs. The membership tells whether the person who approved is still there. */
export const connectionColumns = {
  id: true,
  organisationId: true,
  label: true,
  clientId: true,
  clientName: true,
  isVerified: true,
  redirectUri: true,
  resource: true,
  access: true,
  permissions: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  pausedAt: true,
  revokedAt: true,
  asksFirst: true,
  project: { select: { id: true, name: true } },
  user: {
    select: {
      id: true,
      name: true,
      email: true,
      disabledAt: true,
      memberships: { select: { organisationId: true } },
    },
  },
} satisfies Prisma.ConnectionSelect;

export type ConnectionRow = Prisma.ConnectionGetPayload<{ select: typeof connectionColumns }>;

/**
 * Which connections the caller may see: admins the organisation's, other people their own.
 * @throws InsufficientPermissionError the caller is an assistant, a key or a job
 */
export function visibleTo(caller: Caller): Prisma.ConnectionWhereInput {
  const { actor } = caller;
  if (caller.permissions.has("connections:manage")) return {};
  if (actor.kind === "person") return { userId: actor.userId };
  throw new InsufficientPermissionError("connections:manage");
}

/**
 * The same, and everybody else who wants to change it waits until the transaction is over.
 * @throws NotFoundError as `requireConnection`
 */
export async function lockConnection(
  db: TenantTransaction,
  caller: Caller,
  connectionId: string,
): Promise<ConnectionRow> {
  await db.$queryRaw`
    SELECT 1 FROM connection WHERE id = ${connectionId} AND organisation_id = ${caller.organisationId} FOR UPDATE`;
  return requireConnection(db, caller, connectionId);
}

/** @throws ConflictError nothing about an ended connection can be changed */
export function requireStanding(row: ConnectionRow): void {
  if (["active", "paused"].includes(statusOf(row, new Date()))) return;
  throw new ConflictError("This connection has ended.", {
    reason: "connection_ended",
    nextStep: "To use the app again, connect it anew.",
  });
}

/** @throws NotFoundError also for a connection the caller may not see */
export async function requireConnection(
  db: TenantClient | TenantTransaction,
  caller: Caller,
  connectionId: string,
): Promise<ConnectionRow> {
  const row = await db.connection.findFirst({
    where: { ...visibleTo(caller), id: connectionId },
    select: connectionColumns,
  });
  if (!row) throw new NotFoundError("connection", connectionId);
  return row;
}

/** Agrees with `admit()` in the database, which decides at each request; the client policy is not looked at. */
function statusOf(row: ConnectionRow, now: Date): ConnectionStatus {
  if (row.revokedAt) return "revoked";
  if (row.expiresAt && row.expiresAt <= now) return "expired";
  const isMember = row.user.memberships.some((member) => member.organisationId === row.organisationId);
  if (row.user.disabledAt || !isMember) return "left";
  return row.pausedAt ? "paused" : "active";
}

/** The view of a connection as it is now. */
export async function viewConnection(
  db: TenantClient | TenantTransaction,
  row: ConnectionRow,
): Promise<ConnectionView> {
  const blocked = await blockedAmong(db, row.organisationId, [row.id]);
  return toConnectionView(row, blocked, new Date());
}

/** Which of these connections the organisation's policy blocks. */
export async function blockedAmong(
  db: TenantClient | TenantTransaction,
  organisationId: string,
  ids: string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM connection c JOIN organisation o ON o.id = c.organisation_id
    WHERE c.organisation_id = ${organisationId} AND c.id = ANY (${ids}::text[])
      AND NOT client_allowed(o.client_policy, o.allowed_clients, c.client_id, c.is_verified)`;
  return new Set(rows.map(({ id }) => id));
}

export function toConnectionView(
  row: ConnectionRow,
  blocked: ReadonlySet<string>,
  now: Date,
): ConnectionView {
  const own = statusOf(row, now);
  const isBlocked = blocked.has(row.id) && (own === "active" || own === "paused");
  const status = isBlocked ? "blocked" : own;
  return {
    id: row.id,
    label: row.label,
    client_id: row.clientId,
    client_name: row.clientName,
    is_verified: row.isVerified,
    ...redirectOf(row.redirectUri),
    resource: row.resource,
    approved_by: { id: row.user.id, name: row.user.name, email: row.user.email },
    project: row.project,
    access: row.access,
    // A permission that a later version no longer knows grants nothing, so it isn't shown either.
    permissions: row.permissions.flatMap((name) => permission.safeParse(name).data ?? []),
    asks_first: row.asksFirst,
    status,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    paused_at: row.pausedAt?.toISOString() ?? null,
    ended_at: endedAt(row, status)?.toISOString() ?? null,
  };
}

function endedAt(row: ConnectionRow, status: ConnectionStatus): Date | null {
  if (status === "revoked") return row.revokedAt;
  return status === "expired" ? row.expiresAt : null;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Host and port of an http redirect; of an app's own scheme (`cursor://…`) the scheme, which is what identifies it. */
function redirectOf(uri: string): Pick<ConnectionView, "redirect_host" | "is_loopback"> {
  const url = URL.parse(uri);
  if (!url) return { redirect_host: "", is_loopback: false };
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return {
    redirect_host: isWeb ? url.host : `${url.protocol}//`,
    is_loopback: isWeb && LOOPBACK_HOSTS.has(url.hostname),
  };
}
