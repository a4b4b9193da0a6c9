import "server-only";
import type { Caller } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { dbFor } from "@/lib/db/tenant";
import { organisationColumns, toOrganisationView } from "./rows";
import type { OrganisationView } from "./schema";

/** The caller's organisation with its plan and limits. */
export async function getOrganisation(caller: Caller): Promise<OrganisationView> {
  const row = await dbFor(caller).organisation.findFirst({ where: {}, select: organisationColumns });
  if (!row) throw new NotFoundError("organisation", caller.organisationId);
  return toOrganisationView(row);
}
