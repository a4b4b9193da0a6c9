import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { insertProject } from "./insert";
import type { CreateProjectInput, ProjectView } from "./schema";

/** Adds a project to the caller's organisation, with a primary chatbot named after it. */
export async function createProject(caller: Caller, input: CreateProjectInput): Promise<ProjectView> {
  requirePermission(caller, "projects:manage");
  const projectId = newId("project");
  // Nobody's projects hold the new one yet, so the transaction gets a scope of its own.
  const scope = { organisationId: caller.organisationId, projectIds: [projectId] };
  return change(scope, {}, (db) => insertProject(db, caller, projectId, input));
}
