import "server-only";
import type { z } from "zod";

/** A kind of background work: light enough for any caller to import. */
export interface JobDefinition<Payload extends object> {
  /** Also the name of its queue. */
  name: string;
  payload: z.ZodType<Payload>;
  /** Tries after the first before the job counts as failed. */
  retryLimit: number;
  /** Longest wait between two tries; a minute when left out. */
  retryDelayMaxSeconds?: number;
  /** A job whose worker gave no sign for this long is given to another; at least 10. */
  heartbeatSeconds: number;
  /** Whether another with the same key may be queued while one runs; otherwise it is dropped. */
  mayOverlap?: boolean;
  /** When the queue itself asks for it, as five cron fields in UTC; once for all instances together. */
  schedule?: string;
}

export function defineJob<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}
