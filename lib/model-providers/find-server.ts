import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { unseal } from "@/lib/auth/seal";
import { dbFor } from "@/lib/db/tenant";
import { ModelFailure } from "@/lib/outbound/models/model-failure";
import type { ModelServer } from "@/lib/outbound/models/server";
import { keyContext, type ModelProviderRow, modelProviderColumns } from "./rows";
import { type ProviderKind, providerOfModel } from "./schema";

/** A model that can be asked. */
export interface FoundModel {
  providerId: string;
  server: ModelServer;
  /** As the server calls it. */
  name: string;
}

/**
 * The server of a chatbot's model, with the key of the caller's own organisation; null for the built-in answerer and
 * where the organisation has no such provider.
 * @throws ModelFailure the key can't be read any more
 */
export async function findModel(caller: Caller, model: string): Promise<FoundModel | null> {
  const wanted = providerOfModel(model);
  if (wanted === null) return null;
  const row = await dbFor(caller).modelProvider.findFirst({
    where: { kind: wanted.kind },
    select: modelProviderColumns,
  });
  if (row === null) return null;
  return { providerId: row.id, server: await toServer(row), name: wanted.name };
}

/** The organisation's model that makes vectors; null when it has none. */
export async function findEmbeddingModel(caller: Caller): Promise<FoundModel | null> {
  const row = await dbFor(caller).modelProvider.findFirst({
    where: { embeddingModel: { not: null } },
    select: modelProviderColumns,
  });
  if (row?.embeddingModel == null) return null;
  return { providerId: row.id, server: await toServer(row), name: row.embeddingModel };
}

/** @throws ModelFailure the key can't be read any more */
export async function toServer(row: ModelProviderRow): Promise<ModelServer> {
  const kind = row.kind as ProviderKind;
  if (row.sealedKey === null) return { kind, key: null, baseUrl: row.baseUrl };
  try {
    return { kind, key: await unseal(row.sealedKey, keyContext(row.id)), baseUrl: row.baseUrl };
  } catch (error) {
    throw new ModelFailure("provider_refused_key", "The stored key can't be read any more. Enter it again.", {
      cause: error,
    });
  }
}
