import "server-only";
import { fromPrisma } from "pg-boss";
import type { TenantTransaction } from "@/lib/db/tenant";
import { boss } from "./boss";
import type { JobDefinition } from "./define-job";

export interface EnqueueOptions {
  /** Of several jobs with one key, only the first is kept until it has ended. */
  key: string;
  startAfterSeconds?: number;
}

/** Makes the queue's tables when they are missing. Before the transaction that enqueues, which must not wait for it. */
export async function prepareQueues(): Promise<void> {
  await boss();
}

/** Queues work inside a transaction: it runs if, and only if, the transaction commits. */
export async function enqueue<Payload extends object>(
  db: TenantTransaction,
  job: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<void> {
  await send(job, payload, options, fromPrisma(db));
}

/** Queues work that no transaction of ours depends on. */
export async function enqueueNow<Payload extends object>(
  job: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<void> {
  await send(job, payload, options);
}

/** Whether a job of that key is queued, running or to be tried again. */
export async function isWaitedFor<Payload extends object>(
  job: JobDefinition<Payload>,
  key: string,
): Promise<boolean> {
  const jobs = await (await boss()).findJobs(job.name, { key });
  return jobs.some(({ state }) => state === "created" || state === "retry" || state === "active");
}

async function send<Payload extends object>(
  job: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions,
  db?: ReturnType<typeof fromPrisma>,
): Promise<void> {
  const queue = await boss();
  await queue.send(job.name, job.payload.parse(payload), {
    ...(db ? { db } : {}),
    singletonKey: options.key,
    startAfter: options.startAfterSeconds ?? 0,
  });
}
