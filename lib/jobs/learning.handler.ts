import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { learnChanges } from "@/lib/knowledge/learn-changes";
import { enqueueNow } from "./enqueue";
import { learningJob } from "./learning.job";

/** Until a chatbot that is learning older sources is looked at again. */
const AGAIN_AFTER_SECONDS = 5;

/** Starts what retraining a change of sources needs, and comes back while one is in the way. */
export async function handleLearning(payload: unknown): Promise<void> {
  const { projectId } = learningJob.payload.parse(payload);
  try {
    const caller = await jobCaller(learningJob.name, projectId);
    const { started, isWaiting } = await learnChanges(caller);
    if (started > 0) logger.info({ projectId, started }, "changed sources are being learned");
    if (!isWaiting) return;
    await enqueueNow(learningJob, { projectId }, { key: projectId, startAfterSeconds: AGAIN_AFTER_SECONDS });
  } catch (error) {
    // The project or a chatbot was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
