import { z } from "zod";
import { defineJob } from "./define-job";

/** Reads everything of a project that can be searched anew, after its language became another. Safe to run twice. */
export const reindexJob = defineJob({
  name: "reindex",
  payload: z.strictObject({ projectId: z.string() }),
  retryLimit: 20,
  heartbeatSeconds: 10,
});
