import { z } from "zod";
import { defineJob } from "./define-job";

/** Reads one web page again. Safe to run twice. */
export const webPageJob = defineJob({
  name: "web-page",
  payload: z.strictObject({ projectId: z.string(), sourceId: z.string() }),
  retryLimit: 3,
  heartbeatSeconds: 60,
});
