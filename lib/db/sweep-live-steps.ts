import "server-only";
import { prisma } from "./client";

/**
 * Removes steps of `metric_live` older than `keptSeconds`, whoever they belong to. For a job; safe to run twice and at
 * once.
 * @returns how many went
 */
export async function sweepLiveSteps(keptSeconds: number): Promise<number> {
  return prisma.$executeRaw`
    DELETE FROM metric_live WHERE step < clock_timestamp() - make_interval(secs => ${keptSeconds}::int)`;
}
