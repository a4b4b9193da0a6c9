import { z } from "zod";
import { defineJob } from "./define-job";

/** Looks at one feed. Safe to run twice: a file that is the same is not read again. */
export const feedJob = defineJob({
  name: "feed",
  payload: z.strictObject({ projectId: z.string(), feedId: z.string() }),
  retryLimit: 3,
  heartbeatSeconds: 10,
});
