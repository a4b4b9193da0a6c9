import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { lastTrainings } from "./last-trainings";
import { lastChange } from "./sources-changed";
import { startTraining } from "./start-training";
import { hasLearned } from "./training-rows";

/**
 * Starts a retraining of every chatbot of the caller's one project that has not learned the last change of its sources.
 * @returns how many were started, and whether a chatbot that is learning older sources must be looked at again
 */
export async function learnChanges(caller: Caller): Promise<{ started: number; isWaiting: boolean }> {
  const projectId = soleProject(caller);
  const changedAt = await change(caller, {}, (db) => lastChange(db, projectId));
  const chatbots = await dbFor(caller).chatbot.findMany({ where: { projectId }, select: { id: true } });
  const last = await lastTrainings(
    caller,
    chatbots.map(({ id }) => id),
  );
  let started = 0;
  let isWaiting = false;
  for (const { id } of chatbots) {
    const training = last.get(id);
    if (training && hasLearned(training, changedAt)) continue;
    const { already_running, status } = await startTraining(caller, { chatbot_id: id, dry_run: false });
    if (!already_running) started += 1;
    // One that waits for its turn will see the change; one at work may have passed it.
    else if (status === "running") isWaiting = true;
  }
  return { started, isWaiting };
}
