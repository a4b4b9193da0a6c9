import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { failTraining } from "@/lib/knowledge/fail-training";
import { runTraining, TrainingTakenOverError } from "@/lib/knowledge/run-training";
import { trainingJob } from "./training.job";

/**
 * Runs a queued retraining. Any failure that a later try may mend is thrown, so that the queue tries again; after the
 * last try the retraining is marked as failed, and the chatbot keeps the index it has.
 */
export async function handleTraining(
  payload: unknown,
  attempt: { signal: AbortSignal; isLast: boolean },
): Promise<void> {
  const { projectId, trainingId } = trainingJob.payload.parse(payload);
  try {
    const caller = await jobCaller(trainingJob.name, projectId);
    try {
      const { status, processed, chunk_count } = await runTraining(caller, trainingId, {
        signal: attempt.signal,
      });
      logger.info({ trainingId, status, processed, passages: chunk_count }, "a retraining ended");
    } catch (error) {
      if (attempt.isLast && !attempt.signal.aborted && !(error instanceof TrainingTakenOverError)) {
        await failTraining(caller, trainingId);
      }
      throw error;
    }
  } catch (error) {
    // The project, the chatbot or the retraining was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
