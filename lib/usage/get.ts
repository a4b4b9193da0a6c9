import "server-only";
import { type Caller, inProject } from "@/lib/auth/caller";
import { includesTier, type Tier } from "@/lib/auth/values";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import type { TenantClient } from "@/lib/db/tenant";
import { dbFor } from "@/lib/db/tenant";
import { dayOf } from "@/lib/metrics/period";
import { callsOn, planOf } from "./limits";
import type { GetUsageInput, Usage } from "./schema";

/** Most projects the answer names; `business_count` tells when there are more. */
const MAX_PROJECTS = 100;

/**
 * The plan, what of its limits is used and left now, and what was done this month.
 * @param tools those the caller may see, as the catalogue lists them
 * @throws NotFoundError no such project among the caller's
 */
export async function getUsage(
  caller: Caller,
  input: GetUsageInput,
  tools: readonly { name: string; tier: Tier }[],
): Promise<Usage> {
  const scope = input.business_id === undefined ? caller : inProject(caller, input.business_id);
  const db = dbFor(scope);
  const now = new Date();
  const month = `${dayOf(now).slice(0, 7)}-01`;
  const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const [plan, projects, sums] = await Promise.all([
    planOf(db, scope),
    db.project.findMany({ orderBy: { id: "asc" }, take: MAX_PROJECTS, select: { id: true, name: true } }),
    db.metricDaily.aggregate({
      where: { day: { gte: new Date(month) } },
      _sum: { conversations: true, agentMessages: true },
    }),
  ]);
  const organisation = `organisation:${caller.organisationId}`;
  const [taken, today] = await Promise.all([
    takenInLastMinute(db, [organisation, ...projects.map(({ id }) => `project:${id}`)]),
    callsOn(db, dayOf(now), plan.toolCallsPerDay),
  ]);
  const against = (limit: number, used: number) => ({ limit, used, left: Math.max(0, limit - used) });
  return {
    plan: { id: plan.id, name: plan.name, tier: plan.tier },
    minute: against(plan.toolCallsPerMinute, taken.get(organisation) ?? 0),
    day: { limit: plan.toolCallsPerDay, ...today },
    businesses: projects.map(({ id, name }) => ({
      business_id: id,
      name,
      ...against(plan.projectCallsPerMinute, taken.get(`project:${id}`) ?? 0),
    })),
    business_count: scope.projectIds.length,
    month: {
      from: month,
      resets_at: nextMonth.toJSON(),
      conversations: sums._sum.conversations ?? 0,
      messages_sent: sums._sum.agentMessages ?? 0,
      // Nothing takes forms or spends credits yet, so none were.
      forms_submitted: 0,
      ai_credits: against(plan.aiCreditsPerMonth, 0),
    },
    tier_features: tools
      .filter(({ tier }) => tier !== "starter")
      .map(({ name, tier }) => ({ tool: name, tier, included: includesTier(caller.tier, tier) })),
  };
}

/** What the sliding windows of limits hold, as the admission of a call counts them. Takes nothing and locks nothing. */
async function takenInLastMinute(db: TenantClient, subjects: string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ subject: string; taken: number }[]>`
    SELECT w.subject, sum(e.taken)::int AS taken
      FROM usage_window w, unnest(w.seconds, w.counts) AS e(second, taken)
     WHERE w.subject = ANY (${subjects}::text[])
       AND e.second >= floor(extract(epoch FROM clock_timestamp())) - ${MINUTE_SECONDS}::int
     GROUP BY w.subject`;
  return new Map(rows.map(({ subject, taken }) => [subject, taken]));
}
