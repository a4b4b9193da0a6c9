import { z } from "zod";
import { defineJob } from "./define-job";

/** Removes what has had its time: expired codes and tokens, old links, idle limits, old live steps, old lines of the call log. */
export const housekeepingJob = defineJob({
  name: "housekeeping",
  payload: z.strictObject({}),
  retryLimit: 2,
  heartbeatSeconds: 60,
  schedule: "23 * * * *",
});
