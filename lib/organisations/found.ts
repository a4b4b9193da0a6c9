import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { foundingCaller } from "@/lib/auth/founding-caller";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { insertProject } from "@/lib/projects/insert";
import type { ProjectView } from "@/lib/projects/schema";
import { requirePlan } from "./plans";
import { organisationColumns, toOrganisationView } from "./rows";
import type { OrganisationView } from "./schema";

export interface Founding {
  name: string;
  planId: string;
  /** Makes or names the owner, inside the transaction and before anything else of it. */
  ownerId: (db: TenantTransaction) => Promise<string>;
  /** Name of its first project; none is made without one. */
  projectName?: string;
  /** Whether the operator does it, not the owner. */
  isByOperator?: boolean;
}

export interface Founded {
  organisation: OrganisationView;
  project: ProjectView | null;
  ownerId: string;
}

/**
 * Makes an organisation with its owner and first project: all of it or nothing.
 * @throws InvalidInputError no such plan
 */
export async function foundOrganisation(founding: Founding): Promise<Founded> {
  const organisationId = newId("organisation");
  const projectId = newId("project");
  const { tier } = await requirePlan(organisationId, founding.planId);
  const scope = { organisationId, projectIds: [projectId] };
  return change(scope, {}, async (db) => {
    const ownerId = await founding.ownerId(db);
    const caller = foundingCaller(
      { ...scope, tier },
      founding.isByOperator ? { kind: "operator" } : { kind: "person", userId: ownerId, role: "owner" },
    );
    const organisation = await db.organisation.create({
      data: { id: organisationId, name: founding.name, planId: founding.planId },
      select: organisationColumns,
    });
    await db.member.create({
      data: { organisationId, userId: ownerId, role: "owner" },
      select: { userId: true },
    });
    await recordAudit(db, caller, {
      action: "organisation.create",
      targetKind: "organisation",
      targetId: organisationId,
      details: { name: founding.name, plan: founding.planId, owner: ownerId },
    });
    const project = founding.projectName
      ? await insertProject(db, caller, projectId, { name: founding.projectName, currency: "USD" })
      : null;
    return { organisation: toOrganisationView(organisation), project, ownerId };
  });
}
