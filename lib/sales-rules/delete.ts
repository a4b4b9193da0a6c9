import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { fieldChanges } from "@/lib/revisions/field-changes";
import { recordRevision } from "@/lib/revisions/record";
import { lockSubject, nextMoment } from "@/lib/revisions/subject";
import { requireRule, toRuleFields, toWholeRule } from "./rows";
import type { DeleteSalesRuleInput, SalesRuleChange } from "./schema";

/**
 * Deletes a sales rule; undoing it brings the rule back with its id.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such rule in a project the caller may see
 */
export async function deleteSalesRule(caller: Caller, input: DeleteSalesRuleInput): Promise<SalesRuleChange> {
  requirePermission(caller, "chatbots:write");
  const { projectId } = await requireRule(dbFor(caller), input.rule_id);
  const owner = inProject(caller, projectId);
  return change(owner, { dryRun: input.dry_run }, async (db) => {
    const subject = { projectId, subjectKind: "sales_rule", subjectId: input.rule_id } as const;
    await lockSubject(db, subject);
    const row = await requireRule(db, input.rule_id);
    await db.salesRule.deleteMany({ where: { projectId, id: row.id } });
    const revisionId = await recordRevision(db, owner, {
      ...subject,
      action: "delete",
      before: toWholeRule(row),
      after: null,
      at: await nextMoment(db, subject, row.updatedAt),
    });
    await recordAudit(db, owner, {
      action: "sales_rule.delete",
      targetKind: "sales_rule",
      targetId: row.id,
      details: { name: row.name, revision: revisionId },
    });
    return {
      rule_id: row.id,
      chatbot_id: row.chatbotId,
      name: row.name,
      changes: fieldChanges(toRuleFields(row), null),
      dry_run: input.dry_run,
      revision_id: input.dry_run ? null : revisionId,
    };
  });
}
