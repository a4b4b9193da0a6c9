import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { ModelProviderView, ProviderKind } from "./schema";

export const modelProviderColumns = {
  id: true,
  kind: true,
  sealedKey: true,
  keyHint: true,
  baseUrl: true,
  embeddingModel: true,
  lastError: true,
  lastUsedAt: true,
  updatedAt: true,
} satisfies Prisma.ModelProviderSelect;

export type ModelProviderRow = Prisma.ModelProviderGetPayload<{ select: typeof modelProviderColumns }>;

/** @throws NotFoundError also for one of another organisation */
export async function requireModelProvider(
  db: TenantClient | TenantTransaction,
  providerId: string,
): Promise<ModelProviderRow> {
  const row = await db.modelProvider.findFirst({ where: { id: providerId }, select: modelProviderColumns });
  if (!row) throw new NotFoundError("model provider", providerId);
  return row;
}

/** Where a key belongs; unsealing it needs the same. */
export function keyContext(providerId: string): string {
  return `model-provider:${providerId}`;
}

export function toModelProviderView(
  row: ModelProviderRow,
  use: Pick<ModelProviderView, "chatbots" | "chatbot_count">,
): ModelProviderView {
  return {
    id: row.id,
    kind: row.kind as ProviderKind,
    has_key: row.sealedKey !== null,
    key_hint: row.keyHint,
    base_url: row.baseUrl,
    embedding_model: row.embeddingModel,
    last_error: row.lastError,
    last_used_at: row.lastUsedAt?.toJSON() ?? null,
    updated_at: row.updatedAt.toJSON(),
    ...use,
  };
}
