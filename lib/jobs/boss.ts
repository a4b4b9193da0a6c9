import "server-only";
import { PgBoss } from "pg-boss";
import { env } from "@/lib/core/env";
import { logger } from "@/lib/core/logger";
import { feedJob } from "./feed.job";
import { feedsJob } from "./feeds.job";
import { housekeepingJob } from "./housekeeping.job";
import { importJob } from "./import.job";
import { learningJob } from "./learning.job";
import { mailJob } from "./mail.job";
import { reindexJob } from "./reindex.job";
import { replySweepJob } from "./reply-sweep.job";
import { trainingJob } from "./training.job";
import { webPageJob } from "./web-page.job";
import { webPagesJob } from "./web-pages.job";

/** The queue's own tables live beside the application's, in this schema. */
const SCHEMA = "jobs";
/** Every queue there is; one is made when it is missing. */
// biome-ignore format: one a line, so that two additions never meet
const JOBS = [
  importJob,
  trainingJob,
  learningJob,
  reindexJob,
  housekeepingJob,
  feedJob,
  feedsJob,
  replySweepJob,
  webPagesJob,
  webPageJob,
  mailJob,
];

const shared = globalThis as { caramelBoss?: Promise<PgBoss> };

/**
 * The queue of this process, in the application's database; started on first use.
 * @param isWorker whether this process also runs jobs and looks after those whose worker died
 */
export function boss(isWorker = false): Promise<PgBoss> {
  if (!shared.caramelBoss) {
    const starting = start(isWorker);
    shared.caramelBoss = starting;
    // The next use tries again.
    starting.catch(() => {
      if (shared.caramelBoss === starting) shared.caramelBoss = undefined;
    });
  }
  return shared.caramelBoss;
}

/** Ends the queue of this process, if it was started; running jobs get `timeoutMs` to stop. */
export async function stopBoss(timeoutMs = 5_000): Promise<void> {
  const starting = shared.caramelBoss;
  shared.caramelBoss = undefined;
  const queue = await starting?.catch(() => null);
  await queue?.stop({ graceful: true, timeout: timeoutMs });
}

async function start(isWorker: boolean): Promise<PgBoss> {
  const queue = new PgBoss({
    connectionString: env.databaseUrl,
    schema: SCHEMA,
    application_name: "caramel jobs",
    max: isWorker ? 4 : 2,
    connectionTimeoutMillis: 5_000,
    supervise: isWorker,
    // One worker at a time looks at the schedules, and an occurrence becomes one job whoever does.
    schedule: isWorker,
    cronWorkerIntervalSeconds: 30,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  });
  queue.on("error", (error) => logger.warn({ err: error }, "the job queue reported an error"));
  await queue.start();
  try {
    for (const { name, retryLimit, heartbeatSeconds, schedule, mayOverlap, retryDelayMaxSeconds } of JOBS) {
      await queue.createQueue(name, {
        // One job for one thing, queued or running, or one queued beside those that run.
        policy: mayOverlap ? "short" : "exclusive",
        retryLimit,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: retryDelayMaxSeconds ?? 60,
        heartbeatSeconds,
        expireInSeconds: 6 * 3600,
      });
      // After a time without any worker it is made up for, once.
      if (isWorker && schedule) await queue.schedule(name, schedule, {}, { missed: "once" });
    }
  } catch (error) {
    await queue.stop({ graceful: false });
    throw error;
  }
  return queue;
}
