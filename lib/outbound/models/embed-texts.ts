import "server-only";
import { embedMany } from "ai";
import { ModelFailure, toModelFailure } from "./model-failure";
import { modelFetch } from "./model-fetch";
import { embeddingModel, type ModelServer } from "./server";

/** Largest answer with vectors, in bytes. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Most requests at once. */
const MAX_PARALLEL = 2;

export interface EmbeddedTexts {
  /** Of unit length, in the order of the texts. */
  vectors: Float32Array[];
  tokens: number;
}

/**
 * Vectors of some texts.
 * @param purpose some models make other vectors for a question than for what answers it
 * @throws ModelFailure
 */
export async function embedTexts(
  server: ModelServer,
  model: string,
  texts: readonly string[],
  { purpose, timeoutMs }: { purpose: "query" | "passage"; timeoutMs: number },
): Promise<EmbeddedTexts> {
  const maker = embeddingModel(server, model, modelFetch(MAX_BYTES));
  if (maker === null)
    throw new ModelFailure("provider_model_unknown", "This provider has no models that make vectors.");
  const late = new ModelFailure("provider_timeout", "The server did not answer in time.");
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(late), timeoutMs);
  try {
    const { embeddings, usage } = await embedMany({
      model: maker,
      values: [...texts],
      maxRetries: 0,
      maxParallelCalls: MAX_PARALLEL,
      abortSignal: stop.signal,
      providerOptions: {
        google: { taskType: purpose === "query" ? "RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT" },
      },
    });
    const lengths = new Set(embeddings.map(({ length }) => length));
    if (embeddings.length !== texts.length || lengths.size !== 1 || lengths.has(0)) {
      throw new ModelFailure("provider_malformed", "The server did not send one vector for each text.");
    }
    return {
      vectors: embeddings.map(toUnitLength),
      tokens: Number.isFinite(usage.tokens) ? usage.tokens : 0,
    };
  } catch (error) {
    throw stop.signal.aborted ? late : toModelFailure(error, server.key);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function toUnitLength(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length))
    throw new ModelFailure("provider_malformed", "The server sent a vector that is none.");
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
