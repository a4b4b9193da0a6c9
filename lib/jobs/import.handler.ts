import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { failImport, ImportTakenOverError, runImport } from "@/lib/imports/run";
import { importJob } from "./import.job";

/**
 * Runs a queued import. Any failure that a later try may mend is thrown, so that the queue tries again; after the last
 * try the import is marked as failed.
 */
export async function handleImport(
  payload: unknown,
  attempt: { signal: AbortSignal; isLast: boolean },
): Promise<void> {
  const { projectId, importId } = importJob.payload.parse(payload);
  try {
    const caller = await jobCaller(importJob.name, projectId);
    try {
      const view = await runImport(caller, importId, { signal: attempt.signal });
      const { status, created, updated, unchanged, rejected } = view;
      logger.info({ importId, status, created, updated, unchanged, rejected }, "an import ended");
    } catch (error) {
      if (attempt.isLast && !attempt.signal.aborted && !(error instanceof ImportTakenOverError)) {
        await failImport(caller, importId, "Something went wrong on our side. Import the file again.");
      }
      throw error;
    }
  } catch (error) {
    // The project or the import was deleted meanwhile. A worker that was overtaken looks again later, in case the other
    // one dies before it is done.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
