import "server-only";
import { type Caller, inProject } from "@/lib/auth/caller";
import { InsufficientPermissionError, InvalidInputError, TierRequiredError } from "@/lib/core/errors";
import { type Catalogue, type CatalogueEntry, listTools, type Span } from "./catalogue";
import type { ToolContext } from "./define-tool";
import { type ToolAccess, verdictOn } from "./schema";

/** Listing and calling look at the same facts. */
export function toolAccess({ caller, isReadonly }: { caller: Caller; isReadonly: boolean }): ToolAccess {
  return { permissions: caller.permissions, tier: caller.tier, isReadonly };
}

/** @throws TierRequiredError, InsufficientPermissionError */
export function requireCallable(entry: CatalogueEntry, access: ToolAccess) {
  const { tool, summary } = entry;
  const verdict = verdictOn(summary, access);
  if (verdict === "tier_required") throw new TierRequiredError(tool.tier);
  if (verdict === "callable") return;
  if (access.isReadonly && !summary.isReading) {
    throw new InsufficientPermissionError(tool.permission, {
      reason: "readonly",
      nextStep: "This connection only reads. A person can approve a connection with full access instead.",
    });
  }
  throw new InsufficientPermissionError(tool.permission, {
    nextStep: "Ask the person who approved this connection to grant it, under Integrations in the dashboard.",
  });
}

/**
 * The caller as this tool gets it: in the project that the arguments name or lead to, and without writes for a tool that
 * says it reads, whatever its caller may do.
 * @throws InvalidInputError the tool changes something and no project is named
 * @throws NotFoundError a project, or a thing in one, outside the caller's
 */
export async function callerFor(
  { tool, summary }: CatalogueEntry,
  caller: Caller,
  projectId: string | undefined,
  input: unknown,
): Promise<Caller> {
  const chosen = tool.scope === "project" && projectId !== undefined ? inProject(caller, projectId) : caller;
  if (summary.isReading) return { ...chosen, isReadonly: true };
  if (tool.scope === "organisation" || chosen.projectIds.length === 1) return chosen;
  if (tool.projectOf) return inProject(chosen, await tool.projectOf(chosen, input));
  throw new InvalidInputError("This connection covers several projects.", {
    problems: [{ path: "project_id", message: "must name the project to change" }],
    nextStep: "Call list_projects and pass one project's id as project_id.",
  });
}

/** What tools about the connection itself get to know. */
export function toolContext(catalogue: Catalogue, access: ToolAccess, span: Span): ToolContext {
  return {
    listTools: () =>
      listTools(catalogue, access, span).map(({ name }) => {
        const { title, category, tier } = (catalogue.find(name) as CatalogueEntry).tool;
        return { name, title, category, tier };
      }),
  };
}
