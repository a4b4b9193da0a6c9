import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { dbFor, type TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { chunkText, type Passage } from "./chunk-text";
import { countSources, totalOf } from "./count-sources";
import { embeddingModelOf, embedPassages } from "./embed-passages";
import { indexedProductColumns, indexedVariantColumns, productText } from "./product-text";
import type { TrainingView } from "./schema";
import { lastChange } from "./sources-changed";
import { sweepIndexes } from "./sweep-indexes";
import { type TrainingRow, toTrainingView, trainingColumns } from "./training-rows";

/** Products, and documents and custom texts, that one transaction reads; fewer when they are long. */
const BATCH_SOURCES = 100;
const BATCH_CHARACTERS = 500_000;

export interface TrainingOptions {
  /** Told after each batch. */
  onProgress?: (view: TrainingView) => Promise<void> | void;
  /** Stops between two batches; the retraining goes on from there when it is run again. */
  signal?: AbortSignal;
}

/** Another worker has gone on with the retraining since this one read how far it is. */
export class TrainingTakenOverError extends Error {}

/** The worker was asked to stop; the retraining is unfinished and keeps its progress. */
export class TrainingInterruptedError extends Error {}

/**
 * Builds the index of a queued retraining and lets the chatbot answer from it once it is whole; until then the one
 * before serves. Each batch of sources is written in one transaction together with the progress, so after a kill the
 * next run goes on behind the last batch, and of two workers only one writes each batch.
 * @returns the retraining as it is then; one that has ended is left as it is
 * @throws NotFoundError no such retraining in a project of the caller
 * @throws TrainingTakenOverError
 * @throws TrainingInterruptedError
 */
export async function runTraining(
  caller: Caller,
  trainingId: string,
  options: TrainingOptions = {},
): Promise<TrainingView> {
  const db = dbFor(caller);
  const found = await requireTraining(db, trainingId);
  const chatbot = { projectId: found.projectId, id: found.chatbotId };
  if (found.status === "queued" || found.status === "running") {
    await change(caller, {}, async (tx) => {
      // Changes under way are waited for, so that everything before the start is seen by this retraining.
      await lastChange(tx, found.projectId);
      await tx.$executeRaw`
        UPDATE training SET status = 'running', started_at = clock_timestamp()
         WHERE project_id = ${found.projectId} AND id = ${found.id} AND status = 'queued'`;
    });
    const total = totalOf(await countSources(db, found.projectId));
    await db.training.updateMany({ where: { id: found.id, status: "running" }, data: { total } });
    await indexSources(caller, found, options);
  }
  // After a kill between the switch and here, the next run only tidies up.
  await sweepIndexes(caller, chatbot, options.signal);
  return toTrainingView(await requireTraining(db, trainingId));
}

async function indexSources(caller: Caller, training: TrainingRow, options: TrainingOptions): Promise<void> {
  let processed = training.processed;
  const model = await embeddingModelOf(caller);
  const isStopping = () => options.signal?.aborted === true;
  let isEmbedded = model === null;
  for (let isWhole = false; !isWhole; ) {
    if (isStopping()) throw new TrainingInterruptedError("The retraining was interrupted.");
    const { row, isLast, isWritten } = await change(caller, {}, async (db) => {
      // The filter lets one worker write this batch; the other one waits for it here and then finds it written.
      const { count } = await db.training.updateMany({
        where: { id: training.id, status: "running", processed },
        data: { processed },
      });
      if (count === 0) throw new TrainingTakenOverError("Another worker has gone on with this retraining.");
      const batch = await nextBatch(db, training);
      await writePassages(db, training, batch);
      const after = await advance(db, training.id, batch);
      await announce(db, training.projectId, { kind: "training" });
      const isWritten = batch.length === 0;
      if (!isWritten || !isEmbedded) return { row: after, isLast: false, isWritten };
      await switchIndex(db, after);
      return { row: await requireTraining(db, training.id), isLast: true, isWritten };
    });
    processed = row.processed;
    isWhole = isLast;
    if (isWritten && !isLast && model !== null) await embedPassages(caller, row, model, isStopping);
    // Sources that came meanwhile are one more batch, without vectors yet.
    isEmbedded = isWritten || model === null;
    await options.onProgress?.(toTrainingView(row));
  }
}

/** One source with its passages. */
interface IndexedSource {
  kind: "product" | "document" | "custom";
  id: string;
  passages: Passage[];
}

/**
 * The sources behind the last one whose passages are written: first products, then the others, each by id. Held until
 * the transaction ends, so that what is deleted meanwhile is deleted with its passages.
 */
async function nextBatch(
  db: TenantTransaction,
  { projectId, id: trainingId }: TrainingRow,
): Promise<IndexedSource[]> {
  const last = async (kinds: IndexedSource["kind"][]) => {
    const where = { projectId, trainingId, sourceKind: { in: kinds } };
    return (await db.knowledgeChunk.aggregate({ where, _max: { sourceId: true } }))._max.sourceId ?? "";
  };
  const lastSource = await last(["document", "custom"]);
  const products = lastSource === "" ? await nextProducts(db, projectId, await last(["product"])) : [];
  return products.length > 0 ? products : nextSources(db, projectId, lastSource);
}

async function nextProducts(
  db: TenantTransaction,
  projectId: string,
  after: string,
): Promise<IndexedSource[]> {
  const held = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM product WHERE project_id = ${projectId} AND is_published AND id > ${after}
     ORDER BY id LIMIT ${BATCH_SOURCES} FOR KEY SHARE`;
  const ids = held.map(({ id }) => id);
  if (ids.length === 0) return [];
  const where = { projectId, id: { in: ids } };
  const products = await db.product.findMany({
    where,
    orderBy: { id: "asc" },
    select: indexedProductColumns,
  });
  const variants = await db.productVariant.findMany({
    where: { projectId, productId: { in: ids } },
    orderBy: { position: "asc" },
    select: indexedVariantColumns,
  });
  const byProduct = Map.groupBy(variants, ({ productId }) => productId);
  return products.map((product) => ({
    kind: "product",
    id: product.id,
    passages: passagesOf(product.title, productText(product, byProduct.get(product.id) ?? [])),
  }));
}

async function nextSources(
  db: TenantTransaction,
  projectId: string,
  after: string,
): Promise<IndexedSource[]> {
  const rows = await db.$queryRaw<{ id: string; kind: "document" | "custom"; title: string; body: string }[]>`
    SELECT id, kind::text AS kind, title, body
      FROM (SELECT id, sum(char_length(body)) OVER (ORDER BY id) - char_length(body) AS before
              FROM (SELECT id, body FROM knowledge_source WHERE project_id = ${projectId} AND id > ${after}
                     ORDER BY id LIMIT ${BATCH_SOURCES}) next) sized
      JOIN knowledge_source USING (id)
     WHERE project_id = ${projectId} AND before < ${BATCH_CHARACTERS}
     ORDER BY id FOR KEY SHARE OF knowledge_source`;
  return rows.map(({ id, kind, title, body }) => ({ kind, id, passages: passagesOf(title, body) }));
}

/** At least one: what left no passage would be taken for not indexed yet, again and again. */
function passagesOf(title: string, text: string): Passage[] {
  const passages = chunkText(title, text);
  return passages.length > 0 ? passages : [{ title, content: title, locator: "" }];
}

async function writePassages(
  db: TenantTransaction,
  { projectId, id: trainingId }: TrainingRow,
  batch: readonly IndexedSource[],
): Promise<void> {
  const passages = batch.flatMap(({ kind, id, passages }) =>
    passages.map((passage, position) => ({ ...passage, position, kind, source: id, id: newId("chunk") })),
  );
  if (passages.length === 0) return;
  await db.$executeRaw`
    INSERT INTO knowledge_chunk (project_id, id, training_id, source_kind, source_id, position, locator, title,
                                 content)
    SELECT ${projectId}, r.id, ${trainingId}, r.kind, r.source, r.position, r.locator, r.title, r.content
      FROM jsonb_to_recordset(${JSON.stringify(passages)}::jsonb)
           AS r(id text, kind text, source text, position int, locator text, title text, content text)`;
}

async function advance(
  db: TenantTransaction,
  trainingId: string,
  batch: readonly IndexedSource[],
): Promise<TrainingRow> {
  const of = (kind: IndexedSource["kind"]) => batch.filter((source) => source.kind === kind).length;
  const [row] = await db.training.updateManyAndReturn({
    where: { id: trainingId },
    data: {
      processed: { increment: batch.length },
      products: { increment: of("product") },
      documents: { increment: of("document") },
      customTexts: { increment: of("custom") },
      chunkCount: { increment: batch.reduce((sum, { passages }) => sum + passages.length, 0) },
    },
    select: trainingColumns,
  });
  if (!row) throw new NotFoundError("training", trainingId);
  return row;
}

/** From this transaction's end on the chatbot answers from the new index, and from nothing else. */
async function switchIndex(db: TenantTransaction, { projectId, id, chatbotId, processed }: TrainingRow) {
  await db.training.updateMany({
    where: { id },
    data: { status: "succeeded", total: processed, finishedAt: new Date() },
  });
  // Not through the client, which would note it as a change of the configuration.
  await db.$executeRaw`
    UPDATE chatbot SET index_id = ${id} WHERE project_id = ${projectId} AND id = ${chatbotId}`;
}

async function requireTraining(
  db: ReturnType<typeof dbFor> | TenantTransaction,
  trainingId: string,
): Promise<TrainingRow> {
  const row = await db.training.findFirst({ where: { id: trainingId }, select: trainingColumns });
  if (!row) throw new NotFoundError("training", trainingId);
  return row;
}
