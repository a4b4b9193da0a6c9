import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { projectColumns, toProjectView } from "./rows";
import type { ProjectView, RenameProjectInput } from "./schema";

/**
 * Gives a project another name; its chatbots keep theirs.
 * @throws NotFoundError no such project among the caller's
 */
export async function renameProject(caller: Caller, input: RenameProjectInput): Promise<ProjectView> {
  requirePermission(caller, "projects:manage");
  return change(caller, {}, async (db) => {
    const before = await db.project.findFirst({ where: { id: input.project_id }, select: { name: true } });
    if (!before) throw new NotFoundError("project", input.project_id);
    const after = await db.project.update({
      where: { id: input.project_id },
      data: { name: input.name },
      select: projectColumns,
    });
    await recordAudit(db, caller, {
      action: "project.rename",
      targetKind: "project",
      targetId: after.id,
      details: { before: before.name, after: after.name },
    });
    return toProjectView(after);
  });
}
