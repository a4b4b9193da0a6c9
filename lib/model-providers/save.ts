import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { seal } from "@/lib/auth/seal";
import { InvalidInputError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { chatbotsOf } from "./list";
import { keyContext, type ModelProviderRow, modelProviderColumns, toModelProviderView } from "./rows";
import {
  EMBEDDING_KINDS,
  type ModelProviderView,
  PROVIDER_NAMES,
  type SaveModelProviderInput,
} from "./schema";

/**
 * Sets up a model provider, or changes the one of that kind. What is not given stays. The key is sealed and never shown
 * again; it never goes to another server than the one it was entered for. Of all providers one makes vectors: the last
 * that was given a model for it.
 * @throws InsufficientPermissionError without `organisation:manage`
 * @throws InvalidInputError the key or the address is missing
 */
export async function saveModelProvider(
  caller: Caller,
  input: SaveModelProviderInput,
): Promise<ModelProviderView> {
  requirePermission(caller, "organisation:manage");
  const { kind } = input;
  const before = await dbFor(caller).modelProvider.findFirst({
    where: { kind },
    select: modelProviderColumns,
  });
  const id = before?.id ?? newId("modelProvider");
  const baseUrl = input.base_url === undefined ? (before?.baseUrl ?? null) : input.base_url;
  check(input, before, baseUrl);
  const key = input.key ?? null;
  const sealed = key === null ? null : { sealedKey: await seal(key, keyContext(id)), keyHint: key.slice(-4) };
  const row = await change(caller, {}, async (db) => {
    if (input.embedding_model) {
      await db.modelProvider.updateMany({
        where: { kind: { not: kind }, embeddingModel: { not: null } },
        data: { embeddingModel: null },
      });
    }
    const data = {
      baseUrl,
      ...(input.embedding_model !== undefined && { embeddingModel: input.embedding_model }),
      ...sealed,
      // What went wrong before says nothing of the new settings.
      lastError: null,
    };
    const after = await db.modelProvider.upsert({
      where: { organisationId_id: { organisationId: caller.organisationId, id } },
      create: {
        ...data,
        organisationId: caller.organisationId,
        id,
        kind,
        createdById: caller.actor.kind === "person" ? caller.actor.userId : null,
      },
      update: { ...data, updatedAt: new Date() },
      select: modelProviderColumns,
    });
    await recordAudit(db, caller, {
      action: before ? "model_provider.update" : "model_provider.create",
      targetKind: "model_provider",
      targetId: id,
      details: {
        name: PROVIDER_NAMES[kind],
        address: baseUrl,
        embedding_model: after.embeddingModel,
        new_key: key !== null,
      },
    });
    return after;
  });
  return toModelProviderView(row, await chatbotsOf(dbFor(caller), kind));
}

function check(input: SaveModelProviderInput, before: ModelProviderRow | null, baseUrl: string | null): void {
  const { kind } = input;
  const hasKey = Boolean(input.key ?? before?.sealedKey);
  if (kind === "openai-compatible" && baseUrl === null) {
    throw wrong("base_url", "Enter the server's address, up to and with /v1.");
  }
  if (kind !== "openai-compatible" && !hasKey) {
    throw wrong("key", `Enter an API key from ${PROVIDER_NAMES[kind]}.`);
  }
  if (input.embedding_model && !EMBEDDING_KINDS.includes(kind)) {
    throw wrong("embedding_model", `${PROVIDER_NAMES[kind]} has no models for search by meaning.`);
  }
  // Otherwise whoever may change the address could have the key sent to a server of their own and read it there.
  if (before?.sealedKey && !input.key && originOf(baseUrl) !== originOf(before.baseUrl)) {
    throw wrong(
      "key",
      "Enter the key again. The address changed, and it is only sent where it was entered for.",
    );
  }
}

function originOf(address: string | null): string | null {
  return address === null ? null : new URL(address).origin;
}

/** @param rule what to do, in whole sentences: it stands beside the field */
function wrong(path: string, rule: string): InvalidInputError {
  return new InvalidInputError("The provider can't be saved like this.", {
    problems: [{ path, message: rule }],
    nextStep: rule,
  });
}
