import "server-only";
import type { Tier } from "@/lib/auth/values";
import { InvalidInputError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";

/**
 * The tier of a plan that exists.
 * @throws InvalidInputError no such plan; names those there are
 */
export async function requirePlan(organisationId: string, planId: string): Promise<{ tier: Tier }> {
  const plans = await dbFor({ organisationId, projectIds: [] }).plan.findMany({
    orderBy: { position: "asc" },
    select: { id: true, tier: true },
  });
  const plan = plans.find(({ id }) => id === planId);
  if (plan) return { tier: plan.tier };
  const names = plans.map(({ id }) => id).join(", ");
  throw new InvalidInputError(`There is no plan ${planId}.`, {
    problems: [{ path: "plan", message: `must be one of: ${names}` }],
    nextStep: `Plans are: ${names}.`,
  });
}
