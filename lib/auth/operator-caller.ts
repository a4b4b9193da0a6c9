import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import { PERMISSIONS, PERSONAL_PERMISSIONS } from "./values";

/**
 * The caller of the operator's terminal: every permission in every project of an organisation.
 * @throws NotFoundError no such organisation
 */
export async function operatorCaller(organisationId: string): Promise<Caller> {
  const organisation = await prisma.organisation.findUnique({
    where: { id: organisationId },
    select: { plan: { select: { tier: true } }, projects: { select: { id: true }, orderBy: { id: "asc" } } },
  });
  if (!organisation) throw new NotFoundError("organisation", organisationId);
  return {
    organisationId,
    projectIds: organisation.projects.map((project) => project.id),
    permissions: new Set([...PERMISSIONS, ...PERSONAL_PERMISSIONS]),
    tier: organisation.plan.tier,
    actor: { kind: "operator" },
  };
}
