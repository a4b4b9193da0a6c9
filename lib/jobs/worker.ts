import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { logger } from "@/lib/core/logger";
import { boss, stopBoss } from "./boss";
import { handleFeed } from "./feed.handler";
import { feedJob } from "./feed.job";
import { handleFeeds } from "./feeds.handler";
import { feedsJob } from "./feeds.job";
import { handleHousekeeping } from "./housekeeping.handler";
import { housekeepingJob } from "./housekeeping.job";
import { handleImport } from "./import.handler";
import { importJob } from "./import.job";
import { handleLearning } from "./learning.handler";
import { learningJob } from "./learning.job";
import { handleMail } from "./mail.handler";
import { mailJob } from "./mail.job";
import { handleReindex } from "./reindex.handler";
import { reindexJob } from "./reindex.job";
import { handleReplySweep } from "./reply-sweep.handler";
import { replySweepJob } from "./reply-sweep.job";
import { handleTraining } from "./training.handler";
import { trainingJob } from "./training.job";
import { handleWebPage } from "./web-page.handler";
import { webPageJob } from "./web-page.job";
import { handleWebPages } from "./web-pages.handler";
import { webPagesJob } from "./web-pages.job";

const START_RETRY_MS = 2_000;
/** Less than the server's own time to stop. */
const STOP_TIMEOUT_MS = 5_000;

declare global {
  /** Set while this process runs jobs; the server calls it when it stops. */
  var caramelStopJobs: (() => Promise<void>) | undefined;
}

/** Runs queued jobs in this process until `caramelStopJobs` is called. Waits for a database that does not answer yet. */
export async function startWorker(): Promise<void> {
  if (globalThis.caramelStopJobs) return;
  const stopping = new AbortController();
  globalThis.caramelStopJobs = async () => {
    globalThis.caramelStopJobs = undefined;
    stopping.abort();
    await stopBoss(STOP_TIMEOUT_MS);
  };
  while (!stopping.signal.aborted) {
    try {
      const queue = await boss(true);
      for (const { name, handle } of [
        { name: importJob.name, handle: handleImport },
        { name: feedJob.name, handle: handleFeed },
        { name: trainingJob.name, handle: handleTraining },
        { name: mailJob.name, handle: handleMail },
        { name: learningJob.name, handle: handleLearning },
        { name: reindexJob.name, handle: handleReindex },
        { name: webPageJob.name, handle: handleWebPage },
      ]) {
        await queue.work(name, { includeMetadata: true, pollingIntervalSeconds: 1 }, async ([job]) => {
          if (!job) return;
          await handle(job.data, {
            signal: AbortSignal.any([stopping.signal, job.signal]),
            isLast: job.retryCount >= job.retryLimit,
            jobId: job.id,
          });
        });
      }
      for (const { name, handle } of [
        { name: housekeepingJob.name, handle: handleHousekeeping },
        { name: replySweepJob.name, handle: handleReplySweep },
        { name: webPagesJob.name, handle: handleWebPages },
        { name: feedsJob.name, handle: handleFeeds },
      ]) {
        await queue.work(name, { includeMetadata: true, pollingIntervalSeconds: 10 }, async ([job]) => {
          if (job) await handle({ signal: AbortSignal.any([stopping.signal, job.signal]) });
        });
      }
      return;
    } catch (error) {
      logger.warn({ err: error }, "the job queue could not be started and is tried again");
      await sleep(START_RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}
