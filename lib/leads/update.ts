import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { lockLead } from "./find";
import { requireContact } from "./require-contact";
import { type LeadRow, toLeadView } from "./rows";
import type { LeadView, UpdateLeadInput } from "./schema";
import { lostFrom } from "./stages";

/**
 * Changes what is known of a lead, its qualification or where the sale is. Fields left out stay; null empties one. The
 * same values again change nothing.
 * @throws NotFoundError no such lead in a project the caller may see
 * @throws InvalidInputError nothing would tell any more who the lead is
 */
export async function updateLead(caller: Caller, input: UpdateLeadInput): Promise<LeadView> {
  requirePermission(caller, "leads:write");
  const { lead_id: id, ...wanted } = input;
  return change(caller, {}, async (db) => {
    const before = await lockLead(db, caller, id);
    const after = { ...before, ...withoutUndefined(wanted) };
    requireContact(after);
    const changed = FIELDS.filter((field) => after[field] !== before[field]);
    if (changed.length === 0) return toLeadView(before);
    await db.lead.update({
      where: { projectId_id: { projectId: before.projectId, id } },
      data: {
        ...Object.fromEntries(changed.map((field) => [field, after[field]])),
        lostFrom: lostFrom(before, after.stage),
      },
      select: { id: true },
    });
    await recordAudit(db, caller, {
      action: "lead.update",
      targetKind: "lead",
      targetId: id,
      details: {
        project_id: before.projectId,
        fields: changed,
        ...(changed.includes("stage") && { stage: [before.stage, after.stage] }),
        ...(changed.includes("qualification") && {
          qualification: [before.qualification, after.qualification],
        }),
      },
    });
    return toLeadView(await lockLead(db, caller, id));
  });
}

const FIELDS = ["name", "email", "phone", "qualification", "stage"] as const satisfies (keyof LeadRow)[];

function withoutUndefined<Fields extends object>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]: Exclude<Fields[Key], undefined>;
  };
}
