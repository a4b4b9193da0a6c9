import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { logger } from "@/lib/core/logger";
import { dbFor } from "@/lib/db/tenant";
import { embed } from "@/lib/model-providers/embed";
import type { TrainingRow } from "./training-rows";
import { toBytes } from "./vectors";

/** Passages that one request to the model carries. */
const BATCH_PASSAGES = 64;

/** What people are told of an index without vectors; the cause is in the log and with the model provider. */
export const NO_VECTORS_TEXT =
  "The embedding model did not answer, so this index is searched by words alone. Look at the model provider, then retrain.";

/** The embedding model that a retraining uses; null when none is configured. */
export async function embeddingModelOf(caller: Caller): Promise<string | null> {
  return (await embed(caller, [], { purpose: "passage" }))?.model ?? null;
}

/**
 * Gives every passage of an index its vector, before the index answers. Those of passages that are the same in the
 * index that answers now are taken over and cost nothing; after a kill the next run goes on with those still missing.
 * When the model does not answer, the index goes without vectors and says so.
 * @param isStopping asked between two requests
 */
export async function embedPassages(
  caller: Caller,
  { projectId, id: trainingId, chatbotId }: TrainingRow,
  model: string,
  isStopping: () => boolean,
): Promise<void> {
  const db = dbFor(caller);
  await db.$executeRaw`
    UPDATE knowledge_chunk new SET embedding = old.embedding
      FROM chatbot b
      JOIN training t ON t.project_id = b.project_id AND t.id = b.index_id AND t.embedding_model = ${model}
      JOIN knowledge_chunk old ON old.project_id = t.project_id AND old.training_id = t.id AND old.embedding IS NOT NULL
     WHERE b.project_id = ${projectId} AND b.id = ${chatbotId}
       AND new.project_id = ${projectId} AND new.training_id = ${trainingId} AND new.embedding IS NULL
       AND new.source_kind = old.source_kind AND new.source_id = old.source_id AND new.position = old.position
       AND new.title = old.title AND new.content = old.content`;
  try {
    while (!isStopping()) {
      const passages = await db.$queryRaw<{ id: string; title: string; content: string }[]>`
        SELECT id, title, content FROM knowledge_chunk
         WHERE project_id = ${projectId} AND training_id = ${trainingId} AND embedding IS NULL
         LIMIT ${BATCH_PASSAGES}`;
      if (passages.length === 0) break;
      const embedded = await embed(
        caller,
        passages.map(({ title, content }) => `${title}\n\n${content}`),
        { purpose: "passage" },
      );
      if (embedded?.model !== model)
        throw new Error("The embedding model was changed during the retraining.");
      const rows = passages.map(({ id }, index) => {
        const vector = embedded.vectors[index];
        if (!vector) throw new Error("The embedding model answered with too few vectors.");
        return { id, vector: toBytes(vector).toString("hex") };
      });
      await db.$executeRaw`
        UPDATE knowledge_chunk c SET embedding = decode(r.vector, 'hex')
          FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, vector text)
         WHERE c.project_id = ${projectId} AND c.id = r.id`;
    }
    if (isStopping()) return;
    await db.training.updateMany({
      where: { id: trainingId },
      data: { embeddingModel: model, error: null },
    });
  } catch (error) {
    logger.warn({ err: error, trainingId }, "an index was made without vectors");
    await db.training.updateMany({
      where: { id: trainingId },
      data: { embeddingModel: null, error: NO_VECTORS_TEXT },
    });
  }
}
