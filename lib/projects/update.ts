import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { enqueue, prepareQueues } from "@/lib/jobs/enqueue";
import { reindexJob } from "@/lib/jobs/reindex.job";
import { settingsColumns, toProjectSettings } from "./rows";
import type { ProjectSettings, UpdateProjectInput } from "./schema";

/**
 * Changes settings of the caller's one project; what is left out stays. After another search language, a job reads
 * everything that can be searched anew; until it is done, older texts are found by whole words of the old one.
 * @throws NotFoundError the project is gone
 */
export async function updateProject(caller: Caller, input: UpdateProjectInput): Promise<ProjectSettings> {
  requirePermission(caller, "projects:manage");
  const id = soleProject(caller);
  await prepareQueues();
  return change(caller, {}, async (db) => {
    const row = await db.project.findFirst({ where: { id }, select: settingsColumns });
    if (!row) throw new NotFoundError("project", id);
    const before = toProjectSettings(row);
    const after = { ...before, ...input };
    const names = (Object.keys(after) as (keyof ProjectSettings)[]).filter(
      (name) => after[name] !== before[name],
    );
    if (names.length === 0) return before;
    await db.project.update({
      where: { id },
      data: {
        name: after.name,
        currency: after.currency,
        searchLanguage: after.search_language,
        timeZone: after.time_zone,
      },
      select: { id: true },
    });
    const pick = (settings: ProjectSettings) =>
      Object.fromEntries(names.map((name) => [name, settings[name]]));
    await recordAudit(db, caller, {
      action: "project.update",
      targetKind: "project",
      targetId: id,
      details: { name: after.name, before: pick(before), after: pick(after) },
    });
    if (names.includes("search_language")) {
      await enqueue(db, reindexJob, { projectId: id }, { key: id });
    }
    return after;
  });
}
