import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { listModels } from "@/lib/outbound/models/list-models";
import { ModelFailure } from "@/lib/outbound/models/model-failure";
import { streamReply } from "@/lib/outbound/models/stream-reply";
import { toServer } from "./find-server";
import { chatbotsOf } from "./list";
import { noteOutcome } from "./note-outcome";
import { type ModelProviderRow, requireModelProvider } from "./rows";
import {
  type ModelProviderInput,
  type ModelProviderTest,
  type ProviderKind,
  providerOfModel,
} from "./schema";

const TIMEOUT_MS = 15_000;
/** For a model that is asked to say one word. */
const WORD_LIMITS = { firstTextMs: TIMEOUT_MS, wholeMs: TIMEOUT_MS, maxBytes: 1_000_000 };

/**
 * Tries a provider: whether it can be reached, takes the key and has the models that are used. Asks for its list of
 * models, which costs nothing; a server without one is asked for a word when a chatbot uses it.
 * @throws InsufficientPermissionError without `organisation:manage`
 * @throws NotFoundError no such provider in the caller's organisation
 */
export async function testModelProvider(
  caller: Caller,
  input: ModelProviderInput,
): Promise<ModelProviderTest> {
  requirePermission(caller, "organisation:manage");
  const row = await requireModelProvider(dbFor(caller), input.provider_id);
  try {
    const message = await tried(caller, row);
    await noteOutcome(caller, row.id, null);
    return { works: true, message };
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    await noteOutcome(caller, row.id, error.message);
    return { works: false, message: error.message };
  }
}

async function tried(caller: Caller, row: ModelProviderRow): Promise<string> {
  const server = await toServer(row);
  const { chatbots } = await chatbotsOf(dbFor(caller), row.kind as ProviderKind);
  const used = new Set(chatbots.flatMap(({ model }) => providerOfModel(model)?.name ?? []));
  const models = await listModels(server, { timeoutMs: TIMEOUT_MS });
  if (models !== null) {
    const missing = [...used, ...(row.embeddingModel === null ? [] : [row.embeddingModel])].filter(
      // A dated name such as claude-haiku-4-5-20251001 stands for the short one.
      (name) => !models.some((model) => model === name || model.startsWith(`${name}-`)),
    );
    if (missing.length > 0) {
      throw new ModelFailure(
        "provider_model_unknown",
        `It answers, but does not have ${missing.join(" and ")}.`,
      );
    }
    return `It answers and has ${models.length.toLocaleString("en")} ${models.length === 1 ? "model" : "models"}.`;
  }
  const [name] = used;
  if (name === undefined)
    return "It answers, but keeps no list of models. Choose one for a chatbot and test again.";
  const request = {
    model: name,
    system: "",
    messages: [{ role: "user" as const, content: "Say OK." }],
    temperature: 0.1,
    maxOutputTokens: 256,
  };
  await streamReply(server, request, WORD_LIMITS, {
    onText: () => true,
    signal: new AbortController().signal,
  });
  return `It answers, and ${name} writes.`;
}
