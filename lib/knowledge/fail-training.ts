import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";

/** What people are told of a retraining that could not be finished; the cause is in the log. */
export const TRAINING_FAILED_TEXT =
  "Something went wrong on our side. The chatbot answers from what it learned before. Retrain it again.";

/** Ends a retraining that can't go on; one that has ended stays as it is. Its passages go with the next one's sweep. */
export async function failTraining(caller: Caller, trainingId: string): Promise<void> {
  await dbFor(caller).training.updateMany({
    where: { id: trainingId, status: { in: ["queued", "running"] } },
    data: { status: "failed", error: TRAINING_FAILED_TEXT, finishedAt: new Date() },
  });
}
