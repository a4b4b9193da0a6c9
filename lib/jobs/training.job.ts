import { z } from "zod";
import { defineJob } from "./define-job";

/** Builds a chatbot's new index. Safe to run twice: a retraining that has ended stays as it is. */
export const trainingJob = defineJob({
  name: "training",
  payload: z.strictObject({ projectId: z.string(), trainingId: z.string() }),
  retryLimit: 20,
  heartbeatSeconds: 10,
});
