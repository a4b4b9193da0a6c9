import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { organisationColumns, toOrganisationView } from "./rows";
import type { OrganisationView, RenameOrganisationInput } from "./schema";

/** Gives the caller's organisation another name. */
export async function renameOrganisation(
  caller: Caller,
  input: RenameOrganisationInput,
): Promise<OrganisationView> {
  requirePermission(caller, "organisation:manage");
  return change(caller, {}, async (db) => {
    const row = await db.organisation.update({
      where: { id: caller.organisationId },
      data: { name: input.name },
      select: organisationColumns,
    });
    await recordAudit(db, caller, {
      action: "organisation.rename",
      targetKind: "organisation",
      targetId: caller.organisationId,
      details: { name: input.name },
    });
    return toOrganisationView(row);
  });
}
