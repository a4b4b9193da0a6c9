import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { ApiKeyStatus, ApiKeyView } from "./schema";

export const apiKeyColumns = {
  id: true,
  name: true,
  hint: true,
  access: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
  urlTokenMadeAt: true,
  project: { select: { id: true, name: true } },
} satisfies Prisma.ApiKeySelect;

export type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof apiKeyColumns }>;

/** @throws NotFoundError also for a key of another organisation */
export async function requireApiKey(
  db: TenantClient | TenantTransaction,
  apiKeyId: string,
): Promise<ApiKeyRow> {
  const row = await db.apiKey.findFirst({ where: { id: apiKeyId }, select: apiKeyColumns });
  if (!row) throw new NotFoundError("API key", apiKeyId);
  return row;
}

/** Agrees with `admit()` in the database, which decides at each request. */
function statusOf(row: ApiKeyRow, now: Date): ApiKeyStatus {
  if (row.revokedAt) return "revoked";
  return row.expiresAt && row.expiresAt <= now ? "expired" : "active";
}

export function toApiKeyView(row: ApiKeyRow, now = new Date()): ApiKeyView {
  const status = statusOf(row, now);
  const endedAt = status === "revoked" ? row.revokedAt : status === "expired" ? row.expiresAt : null;
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    access: row.access,
    project: row.project,
    status,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    ended_at: endedAt?.toISOString() ?? null,
    url_made_at: status === "active" ? (row.urlTokenMadeAt?.toISOString() ?? null) : null,
  };
}
