import { z } from "zod";
import { defineJob } from "./define-job";

/** Ends replies whose instance died while or before it wrote them, so that no visitor waits for one. */
export const replySweepJob = defineJob({
  name: "reply-sweep",
  payload: z.strictObject({}),
  retryLimit: 0,
  heartbeatSeconds: 30,
  schedule: "* * * * *",
});
