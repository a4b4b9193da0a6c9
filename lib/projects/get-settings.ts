import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { settingsColumns, toProjectSettings } from "./rows";
import type { ProjectSettings } from "./schema";

/**
 * What can be set for the caller's one project.
 * @throws NotFoundError the project is gone
 */
export async function getProjectSettings(caller: Caller): Promise<ProjectSettings> {
  const id = soleProject(caller);
  const row = await dbFor(caller).project.findFirst({ where: { id }, select: settingsColumns });
  if (!row) throw new NotFoundError("project", id);
  return toProjectSettings(row);
}
