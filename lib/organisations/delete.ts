import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { requireOperator } from "@/lib/auth/require-operator";
import { Prisma } from "@/lib/db/generated/client";
import { dbFor } from "@/lib/db/tenant";

/** Tables whose rows keep others from going, in the order in which they go; the rest follows its project. */
const FIRST = ["ticket", "lead", "conversation", "visitor"] as const;
/** Tables that name the organisation and outlive it otherwise. */
const LAST = ["call_log", "usage_daily", "tool_usage_daily", "connect_attempt", "audit_entry"] as const;

/**
 * Deletes the caller's organisation with everything in it, for good; its members keep their accounts. Only the operator
 * may: nothing is left that could tell who did it.
 */
export async function deleteOrganisation(caller: Caller): Promise<void> {
  requireOperator(caller);
  const { organisationId } = caller;
  await dbFor(caller).$transaction(async (db) => {
    // The same statement takes the row for itself, so that nothing new is added to what is going.
    const projects = await db.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM project p JOIN organisation o ON o.id = p.organisation_id
       WHERE o.id = ${organisationId} FOR UPDATE`;
    const ids = projects.map(({ id }) => id);
    for (const table of FIRST) {
      await db.$executeRaw`DELETE FROM ${Prisma.raw(`"${table}"`)} WHERE project_id = ANY (${ids}::text[])`;
    }
    await db.$executeRaw`DELETE FROM organisation WHERE id = ${organisationId}`;
    for (const table of LAST) {
      await db.$executeRaw`DELETE FROM ${Prisma.raw(`"${table}"`)} WHERE organisation_id = ${organisationId}`;
    }
  });
}
