import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { toViews } from "@/lib/db/page";
import { pageOfProjects } from "./page-of-projects";
import { toPlan } from "./rows";
import type { BusinessPage, ListProjectsInput } from "./schema";

/** The same projects as `listProjects` under the name the marketing tools use, without counts. */
export async function listBusinesses(caller: Caller, input: ListProjectsInput): Promise<BusinessPage> {
  const { rows, cursorOf } = await pageOfProjects(caller, "businesses", input);
  return toViews(
    rows,
    input.limit,
    (row) => ({
      business_id: row.id,
      name: row.name,
      created_at: row.createdAt.toJSON(),
      plan: toPlan(row.organisation.plan),
    }),
    cursorOf,
  );
}
