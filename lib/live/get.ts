import "server-only";
import { countWaiting } from "@/lib/approvals/count-waiting";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { getLiveMetrics } from "@/lib/metrics/live";
import { getLiveEvents } from "./events";
import type { LiveView } from "./schema";
import { getRunningTrainings } from "./trainings";
import { LIVE_HOURS, LIVE_STEP_MINUTES } from "./values";

/** The caller's one project as it is now: figures of the last hours, conversations under way, newest events. */
export async function getLive(caller: Caller): Promise<LiveView> {
  requirePermission(caller, "analytics:read");
  const [metrics, { events, active }, waiting, trainings] = await Promise.all([
    getLiveMetrics(caller, { hours: LIVE_HOURS, step_minutes: LIVE_STEP_MINUTES }),
    getLiveEvents(caller),
    countWaiting(caller),
    getRunningTrainings(caller),
  ]);
  return {
    at: new Date().toJSON(),
    metrics,
    can_read: caller.permissions.has("conversations:read"),
    waiting_approvals: waiting,
    trainings,
    active,
    events,
  };
}
