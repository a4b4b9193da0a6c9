import "server-only";
import { jobCaller } from "@/lib/auth/job-caller";
import { projectsWithOverdueApprovals } from "@/lib/auth/sweep-approvals";
import { expireApprovals } from "./expire";
import { settleAllInterrupted } from "./settle-interrupted";

/**
 * Writes down which changes nobody decided on in time, and settles those whose process died. For a job; safe to run
 * twice and at once.
 * @returns how many of each
 */
export async function sweepApprovals(): Promise<{ expired: number; interrupted: number }> {
  const total = { expired: 0, interrupted: 0 };
  for (const projectId of await projectsWithOverdueApprovals()) {
    const caller = await jobCaller("housekeeping", projectId);
    total.expired += await expireApprovals(caller);
    total.interrupted += await settleAllInterrupted(caller);
  }
  return total;
}
