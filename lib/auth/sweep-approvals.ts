import "server-only";
import { prisma } from "@/lib/db/client";

/** Projects in which a change waited too long, or began to be made long ago and never ended. For a job. */
export async function projectsWithOverdueApprovals(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT project_id AS id FROM approval
     WHERE (state = 'waiting' AND expires_at <= clock_timestamp())
        OR (state = 'running' AND decided_at < clock_timestamp() - interval '2 minutes')`;
  return rows.map(({ id }) => id);
}
