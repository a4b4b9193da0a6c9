import "server-only";
import type { Prisma } from "@/lib/db/generated/client";
import type { TrainingView } from "./schema";

export const trainingColumns = {
  projectId: true,
  id: true,
  chatbotId: true,
  status: true,
  processed: true,
  total: true,
  products: true,
  documents: true,
  customTexts: true,
  chunkCount: true,
  embeddingModel: true,
  error: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.TrainingSelect;

export type TrainingRow = Prisma.TrainingGetPayload<{ select: typeof trainingColumns }>;

/** Whether a retraining has seen every change up to a moment, or failed at it; null: nothing has changed yet. */
export function hasLearned({ startedAt }: TrainingRow, changedAt: Date | null): boolean {
  // Both are rounded to milliseconds by the same clock; within one it can't be told which came first.
  return changedAt === null || (startedAt !== null && startedAt > changedAt);
}

export function toTrainingView(row: TrainingRow): TrainingView {
  return {
    id: row.id,
    status: row.status,
    processed: row.processed,
    total: row.total,
    percent: percentOf(row),
    products: row.products,
    documents: row.documents,
    custom_texts: row.customTexts,
    chunk_count: row.chunkCount,
    error: row.error,
    created_at: row.createdAt.toJSON(),
    started_at: row.startedAt?.toJSON() ?? null,
    finished_at: row.finishedAt?.toJSON() ?? null,
  };
}

/** 100 only once it has succeeded: the last step switches the index. */
function percentOf({ status, processed, total }: TrainingRow): number {
  if (status === "succeeded") return 100;
  return total ? Math.min(99, Math.floor((processed / total) * 100)) : 0;
}
