import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { InvalidInputError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { fieldChanges } from "@/lib/revisions/field-changes";
import { recordRevision } from "@/lib/revisions/record";
import { lockSubject, nextMoment } from "@/lib/revisions/subject";
import { requireFittingTrigger } from "./require-fitting-trigger";
import { type RuleFields, requireRule, toRuleColumns, toRuleFields } from "./rows";
import type { SalesRuleChange, UpdateSalesRuleInput } from "./schema";

/**
 * Changes some values of a sales rule, or turns it on or off.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such rule in a project the caller may see
 * @throws InvalidInputError nothing is given, or a value does not fit the trigger
 */
export async function updateSalesRule(caller: Caller, input: UpdateSalesRuleInput): Promise<SalesRuleChange> {
  requirePermission(caller, "chatbots:write");
  const { dry_run: dryRun, rule_id: ruleId, ...wanted } = input;
  const given = Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  ) as Partial<RuleFields>;
  if (Object.keys(given).length === 0) {
    throw new InvalidInputError("There is nothing to change.", {
      nextStep: "Give at least one of name, trigger, page_part, threshold, message, is_active.",
    });
  }
  const { projectId } = await requireRule(dbFor(caller), ruleId);
  const owner = inProject(caller, projectId);
  return change(owner, { dryRun }, async (db) => {
    const subject = { projectId, subjectKind: "sales_rule", subjectId: ruleId } as const;
    await lockSubject(db, subject);
    const row = await requireRule(db, ruleId);
    const before = toRuleFields(row);
    const after = { ...before, ...given };
    requireFittingTrigger(after);
    const changes = fieldChanges(before, after);
    const answer = { rule_id: row.id, chatbot_id: row.chatbotId, name: after.name, changes, dry_run: dryRun };
    if (changes.length === 0) return { ...answer, revision_id: null };
    const at = await nextMoment(db, subject, row.updatedAt);
    await db.salesRule.updateMany({
      where: { projectId, id: row.id },
      data: { ...toRuleColumns(after), updatedAt: at },
    });
    const revisionId = await recordRevision(db, owner, {
      ...subject,
      action: "update",
      before: pick(before, changes),
      after: pick(after, changes),
      at,
    });
    await recordAudit(db, owner, {
      action: "sales_rule.update",
      targetKind: "sales_rule",
      targetId: row.id,
      details: { name: after.name, fields: changes.map(({ field }) => field), revision: revisionId },
    });
    return { ...answer, revision_id: dryRun ? null : revisionId };
  });
}

function pick(fields: RuleFields, changes: readonly { field: string }[]): Partial<RuleFields> {
  return Object.fromEntries(changes.map(({ field }) => [field, fields[field as keyof RuleFields]]));
}
