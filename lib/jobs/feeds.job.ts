import { z } from "zod";
import { defineJob } from "./define-job";

/** Looks for feeds whose time has come. */
export const feedsJob = defineJob({
  name: "feeds",
  payload: z.strictObject({}),
  retryLimit: 0,
  heartbeatSeconds: 60,
  schedule: "* * * * *",
});
