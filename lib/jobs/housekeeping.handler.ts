import "server-only";
import { sweepApprovals } from "@/lib/approvals/sweep";
import { sweepAttempts } from "@/lib/auth/connect-attempts";
import { sweepSignIn } from "@/lib/auth/sweep";
import { sweepCallLog } from "@/lib/auth/sweep-call-log";
import { env } from "@/lib/core/env";
import { logger } from "@/lib/core/logger";
import { sweepStreams } from "@/lib/db/event-streams";
import { sweepLiveSteps } from "@/lib/db/sweep-live-steps";
import { LIVE_KEPT_SECONDS } from "@/lib/metrics/live-steps";
import { sweepAuthorizationServer } from "@/lib/oauth/sweep";

/** Each step stands alone and can be repeated; a failure is thrown, so that the queue tries again. */
export async function handleHousekeeping({ signal }: { signal: AbortSignal }): Promise<void> {
  const swept = {
    ...(await sweepAuthorizationServer()),
    ...(await sweepSignIn()),
    ...(await sweepApprovals()),
    streams: await sweepStreams(),
    attempts: await sweepAttempts(),
    calls: await sweepCallLog(env.callLogRetentionDays, { signal }),
    liveSteps: await sweepLiveSteps(LIVE_KEPT_SECONDS),
  };
  if (Object.values(swept).some((count) => count > 0)) logger.info(swept, "housekeeping swept rows");
}
