import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { reindexProject } from "@/lib/search/reindex";
import { reindexJob } from "./reindex.job";

/** Reads a project's texts anew. A try that was cut off begins again; what is done already is only done once more. */
export async function handleReindex(payload: unknown, { signal }: { signal: AbortSignal }): Promise<void> {
  const { projectId } = reindexJob.payload.parse(payload);
  try {
    const rows = await reindexProject(await jobCaller(reindexJob.name, projectId), { signal });
    logger.info({ projectId, rows }, "a project is searched in another language");
  } catch (error) {
    // The project was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
