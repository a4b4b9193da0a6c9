import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { logger } from "@/lib/core/logger";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";
import { embed } from "@/lib/model-providers/embed";
import { toVector } from "./vectors";

/** Passages whose vectors are compared one by one; of more, only the best that the other ways found. */
const MAX_SCORED = 5_000;
/** Passages that count as near, and that the other ways are asked for. */
const MAX_NEAR = 200;
/** Cosine below which two texts have nothing to do with each other. */
const MIN_COSINE = 0.2;

export interface PassageId {
  projectId: string;
  id: string;
}

/** A passage, its place from 1, and the cosine of its vector with the question's. */
export interface PassagePlace extends PassageId {
  place: number;
  cosine: number;
}

interface NearSearch {
  query: string;
  kinds: readonly string[];
  chatbotId?: string;
}

/**
 * Passages by how near their vectors are to the question's, nearest first. None when no index of the search has vectors
 * of the model that is configured now, or the model does not answer: the other ways must do then.
 * @param findOthers the best passages of the other ways
 */
export async function nearestPassages(
  caller: Caller,
  search: NearSearch,
  findOthers: (limit: number) => Promise<PassageId[]>,
): Promise<PassagePlace[]> {
  const db = dbFor(caller);
  const indexes = await db.$queryRaw<{ id: string; model: string; passages: number }[]>`
    SELECT t.id, t.embedding_model AS model, t.chunk_count AS passages
      FROM project p
      JOIN chatbot b ON b.project_id = p.id
      JOIN training t ON t.project_id = p.id AND t.id = b.index_id
     WHERE p.organisation_id = ${caller.organisationId} AND p.id = ANY (${[...caller.projectIds]}::text[])
       AND t.embedding_model IS NOT NULL
       ${search.chatbotId === undefined ? Prisma.empty : Prisma.sql`AND b.id = ${search.chatbotId}`}`;
  if (indexes.length === 0) return [];
  const embedded = await embed(caller, [search.query], { purpose: "query" }).catch((error: unknown) => {
    logger.warn({ err: error }, "a question was searched without its vector");
    return null;
  });
  const question = embedded?.vectors[0];
  const usable = indexes.filter(({ model }) => model === embedded?.model);
  if (!question || usable.length === 0) return [];
  const isSmall = usable.reduce((sum, { passages }) => sum + passages, 0) <= MAX_SCORED;
  const among = isSmall
    ? Prisma.empty
    : Prisma.sql`AND id = ANY (${(await findOthers(MAX_NEAR)).map(({ id }) => id)}::text[])`;
  const passages = await db.$queryRaw<(PassageId & { embedding: Uint8Array })[]>`
    SELECT project_id AS "projectId", id, embedding
      FROM knowledge_chunk
     WHERE project_id = ANY (${[...caller.projectIds]}::text[]) AND training_id = ANY (${usable.map(({ id }) => id)}::text[])
       AND source_kind = ANY (${[...search.kinds]}::text[]) AND embedding IS NOT NULL ${among}`;
  return passages
    .map(({ projectId, id, embedding }) => ({ projectId, id, cosine: dot(question, toVector(embedding)) }))
    .filter(({ cosine }) => cosine >= MIN_COSINE)
    .toSorted((left, right) => right.cosine - left.cosine || (left.id < right.id ? -1 : 1))
    .slice(0, MAX_NEAR)
    .map((passage, index) => ({ ...passage, place: index + 1 }));
}

/** Of vectors of unit length, their cosine; -1 when they are not of one model. */
function dot(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) return -1;
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
