import "server-only";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import type { TenantTransaction } from "@/lib/db/tenant";
import { projectColumns, toProjectView } from "./rows";
import type { CreateProjectInput, ProjectView } from "./schema";

/**
 * Adds a project with its primary chatbot, so that imports and assistants find one at once.
 * @param db a transaction whose scope holds `projectId`
 */
export async function insertProject(
  db: TenantTransaction,
  caller: Caller,
  projectId: string,
  input: CreateProjectInput,
): Promise<ProjectView> {
  await db.project.create({
    data: {
      id: projectId,
      organisationId: caller.organisationId,
      name: input.name,
      currency: input.currency,
    },
    select: { id: true },
  });
  await db.chatbot.create({
    data: { id: newId("chatbot"), projectId, name: input.name, isPrimary: true },
    select: { id: true },
  });
  await recordAudit(db, caller, {
    action: "project.create",
    targetKind: "project",
    targetId: projectId,
    details: { name: input.name },
  });
  return toProjectView(
    await db.project.findUniqueOrThrow({ where: { id: projectId }, select: projectColumns }),
  );
}
