import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { requireOperator } from "@/lib/auth/require-operator";
import { change } from "@/lib/db/change";
import { requirePlan } from "./plans";
import { organisationColumns, toOrganisationView } from "./rows";
import type { OrganisationView, SetPlanInput } from "./schema";

/**
 * Puts the caller's organisation on another plan. New limits hold from the next call on.
 * @throws InsufficientPermissionError the caller is not the operator
 * @throws InvalidInputError no such plan
 */
export async function setPlan(caller: Caller, input: SetPlanInput): Promise<OrganisationView> {
  requireOperator(caller, "The operator changes plans: npm run admin -- organisation set-plan.");
  await requirePlan(caller.organisationId, input.plan);
  return change(caller, {}, async (db) => {
    const before = await db.organisation.findFirstOrThrow({ where: {}, select: { planId: true } });
    const row = await db.organisation.update({
      where: { id: caller.organisationId },
      data: { planId: input.plan },
      select: organisationColumns,
    });
    await recordAudit(db, caller, {
      action: "organisation.set_plan",
      targetKind: "organisation",
      targetId: caller.organisationId,
      details: { before: before.planId, after: input.plan },
    });
    return toOrganisationView(row);
  });
}
