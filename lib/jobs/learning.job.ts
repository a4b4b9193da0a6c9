import { z } from "zod";
import { defineJob } from "./define-job";

/** Retrains the chatbots of a project whose sources changed. Safe to run twice: what is up to date is left alone. */
export const learningJob = defineJob({
  name: "learning",
  payload: z.strictObject({ projectId: z.string() }),
  retryLimit: 20,
  heartbeatSeconds: 30,
  // A change while one runs must bring another, or it would be learned by nobody.
  mayOverlap: true,
});
