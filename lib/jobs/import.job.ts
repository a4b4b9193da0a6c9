import { z } from "zod";
import { defineJob } from "./define-job";

/** Runs one uploaded file. Safe to run twice: an import that has ended stays as it is. */
export const importJob = defineJob({
  name: "import",
  payload: z.strictObject({ projectId: z.string(), importId: z.string() }),
  retryLimit: 20,
  heartbeatSeconds: 10,
});
