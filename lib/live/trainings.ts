import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { dbFor } from "@/lib/db/tenant";
import type { RunningTraining } from "./schema";

/** Retrainings shown at most; a chatbot has one at a time. */
const MAX_TRAININGS = 5;

/** Retrainings under way in the caller's one project. */
export async function getRunningTrainings(caller: Caller): Promise<RunningTraining[]> {
  if (!caller.permissions.has("chatbots:read")) return [];
  return dbFor(caller).$queryRaw<RunningTraining[]>`
    SELECT b.id AS chatbot_id, b.name AS chatbot_name, t.processed, t.total
      FROM training t JOIN chatbot b ON b.project_id = t.project_id AND b.id = t.chatbot_id
     WHERE t.project_id = ${soleProject(caller)} AND t.status IN ('queued', 'running')
     ORDER BY t.created_at, t.id LIMIT ${MAX_TRAININGS}::int`;
}
