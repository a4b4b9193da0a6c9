import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import { embedTexts } from "@/lib/outbound/models/embed-texts";
import { ModelFailure } from "@/lib/outbound/models/model-failure";
import { countTokens } from "./count-tokens";
import { findEmbeddingModel } from "./find-server";
import { noteOutcome } from "./note-outcome";

/** A visitor waits for a question's vector; passages are made in the background. */
const TIMEOUT_MS = { query: 3_000, passage: 60_000 } as const;

/** Vectors of texts. */
export interface Embedded {
  /** Names provider and model; vectors of another one can't be compared with these. */
  model: string;
  /** Of unit length, in the order of the texts. */
  vectors: Float32Array[];
}

/**
 * Vectors of texts by the organisation's embedding model; null when it has none. What it cost counts for the caller's
 * project, when it is one.
 * @throws ModelFailure the provider did not answer
 */
export async function embed(
  caller: Caller,
  texts: readonly string[],
  { purpose }: { purpose: "query" | "passage" },
): Promise<Embedded | null> {
  const found = await findEmbeddingModel(caller);
  if (found === null) return null;
  const model = `${found.server.kind}/${found.name}`;
  if (texts.length === 0) return { model, vectors: [] };
  try {
    const { vectors, tokens } = await embedTexts(found.server, found.name, texts, {
      purpose,
      timeoutMs: TIMEOUT_MS[purpose],
    });
    await noteOutcome(caller, found.providerId, null);
    const [projectId, ...others] = caller.projectIds;
    if (projectId !== undefined && others.length === 0 && caller.isReadonly !== true) {
      await countTokens(dbFor(caller), projectId, { model, inputTokens: tokens, outputTokens: 0 });
    }
    return { model, vectors };
  } catch (error) {
    if (error instanceof ModelFailure) await noteOutcome(caller, found.providerId, error.message);
    throw error;
  }
}
