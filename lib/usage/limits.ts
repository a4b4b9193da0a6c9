import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import { daysAfter } from "@/lib/metrics/period";

const planColumns = {
  id: true,
  name: true,
  tier: true,
  toolCallsPerMinute: true,
  toolCallsPerDay: true,
  projectCallsPerMinute: true,
  aiCreditsPerMonth: true,
} satisfies Prisma.PlanSelect;

/** The plan of the caller's organisation with its limits. */
export async function planOf(db: TenantClient, caller: Caller) {
  const organisation = await db.organisation.findFirst({ select: { plan: { select: planColumns } } });
  if (!organisation) throw new NotFoundError("organisation", caller.organisationId);
  return organisation.plan;
}

/** Tool calls of the organisation in a UTC day, against its limit. */
export async function callsOn(db: TenantClient, day: string, limit: number) {
  const row = await db.usageDaily.findFirst({ where: { day: new Date(day) }, select: { calls: true } });
  const used = row?.calls ?? 0;
  return {
    day,
    used,
    left: Math.max(0, limit - used),
    resets_at: new Date(daysAfter(day, 1)).toJSON(),
  };
}
