import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { NotFoundError } from "@/lib/core/errors";
import { logger } from "@/lib/core/logger";
import { syncFeed } from "@/lib/feeds/sync";
import { feedJob } from "./feed.job";

/** Looks at a feed; that its file can't be had is noted with the feed and is no failure of the job. */
export async function handleFeed(payload: unknown, attempt: { signal: AbortSignal }): Promise<void> {
  const { projectId, feedId } = feedJob.payload.parse(payload);
  try {
    const result = await syncFeed(await jobCaller(feedJob.name, projectId), feedId, attempt.signal);
    logger.info({ feedId, result }, "a feed was looked at");
  } catch (error) {
    // The project or the feed was deleted meanwhile.
    if (error instanceof NotFoundError) return;
    throw error;
  }
}
