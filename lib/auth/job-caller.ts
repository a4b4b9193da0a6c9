import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import { type Permission, ROLE_PERMISSIONS } from "./values";

/**
 * The caller of a background job: works for one project, with what the person who queued it was allowed to ask for.
 * @param name of the job, for the audit log
 * @throws NotFoundError the project is gone
 */
export async function jobCaller(name: string, projectId: string): Promise<Caller> {
  const project = await prisma.project.findUnique({
    where: { id: projectId },
    select: { organisationId: true, organisation: { select: { plan: { select: { tier: true } } } } },
  });
  if (!project) throw new NotFoundError("project", projectId);
  return {
    actor: { kind: "job", name },
    organisationId: project.organisationId,
    projectIds: [projectId],
    permissions: new Set<Permission>(ROLE_PERMISSIONS.admin),
    tier: project.organisation.plan.tier,
  };
}
