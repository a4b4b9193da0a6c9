import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { refreshWebPage } from "@/lib/knowledge/refresh-web-page";
import { webPageJob } from "./web-page.job";

/** Reads a page again; that it can't be read is noted with the source and is no failure of the job. */
export async function handleWebPage(payload: unknown): Promise<void> {
  const { projectId, sourceId } = webPageJob.payload.parse(payload);
  try {
    const caller = await jobCaller(webPageJob.name, projectId);
    const { fetch_error } = await refreshWebPage(caller, { source_id: sourceId });
    if (fetch_error !== null)
      logger.info({ sourceId, problem: fetch_error }, "a web page could not be read again");
  } catch (error) {
    // The project or the source was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
