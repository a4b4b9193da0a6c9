import { z } from "zod";
import { defineJob } from "./define-job";

/** Looks for web pages that are to be read again. */
export const webPagesJob = defineJob({
  name: "web-pages",
  payload: z.strictObject({}),
  retryLimit: 0,
  heartbeatSeconds: 60,
  schedule: "* * * * *",
});
