import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, inProject, requirePermission } from "@/lib/auth/caller";
import { NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { dbFor } from "@/lib/db/tenant";
import { fieldChanges } from "@/lib/revisions/field-changes";
import { recordRevision } from "@/lib/revisions/record";
import { requireFittingTrigger } from "./require-fitting-trigger";
import { salesRuleColumns, toRuleColumns, toRuleFields, toWholeRule } from "./rows";
import type { CreateSalesRuleInput, SalesRuleChange } from "./schema";

/**
 * Adds a sales rule to a chatbot; it acts at once unless it is turned off.
 * @throws InsufficientPermissionError without `chatbots:write`
 * @throws NotFoundError no such chatbot in a project the caller may see
 * @throws InvalidInputError a value does not fit the trigger
 */
export async function createSalesRule(caller: Caller, input: CreateSalesRuleInput): Promise<SalesRuleChange> {
  requirePermission(caller, "chatbots:write");
  const { dry_run: dryRun, ...fields } = input;
  requireFittingTrigger(fields);
  const chatbot = await dbFor(caller).chatbot.findFirst({
    where: { id: fields.chatbot_id },
    select: { projectId: true, id: true },
  });
  if (!chatbot) throw new NotFoundError("chatbot", fields.chatbot_id);
  const owner = inProject(caller, chatbot.projectId);
  return change(owner, { dryRun }, async (db) => {
    const at = new Date();
    const row = await db.salesRule.create({
      data: {
        id: newId("salesRule", at),
        projectId: chatbot.projectId,
        chatbotId: chatbot.id,
        ...toRuleColumns(fields),
        createdAt: at,
        updatedAt: at,
      },
      select: salesRuleColumns,
    });
    const revisionId = await recordRevision(db, owner, {
      subjectKind: "sales_rule",
      subjectId: row.id,
      action: "create",
      before: null,
      after: toWholeRule(row),
      at,
    });
    await recordAudit(db, owner, {
      action: "sales_rule.create",
      targetKind: "sales_rule",
      targetId: row.id,
      details: { name: row.name, revision: revisionId },
    });
    return {
      rule_id: row.id,
      chatbot_id: row.chatbotId,
      name: row.name,
      changes: fieldChanges(null, toRuleFields(row)),
      dry_run: dryRun,
      revision_id: dryRun ? null : revisionId,
    };
  });
}
