import "server-only";
import { ConflictError } from "@/lib/core/errors";
import type { UndoableSubject } from "@/lib/revisions/subject";
import { misfits } from "./require-fitting-trigger";
import { type RuleFields, salesRuleColumns, toRuleColumns, toWholeRule } from "./rows";

/** Every change of a rule can be undone; a deleted rule comes back with its id and what it had counted. */
export const undoableSalesRule: UndoableSubject = {
  async read(db, { projectId, subjectId }) {
    const row = await db.salesRule.findFirst({
      where: { projectId, id: subjectId },
      select: salesRuleColumns,
    });
    return row && { fields: toWholeRule(row), updatedAt: row.updatedAt };
  },
  async write(db, subject, fields, at) {
    const { projectId, subjectId: id } = subject;
    const now = await db.salesRule.findFirstOrThrow({ where: { projectId, id }, select: salesRuleColumns });
    const restored = { ...toWholeRule(now), ...(fields as Partial<RuleFields>) };
    refuseMisfit(restored);
    await db.salesRule.updateMany({
      where: { projectId, id },
      data: { ...toRuleColumns(restored), updatedAt: at },
    });
  },
  async create(db, { projectId, subjectId }, fields, at) {
    const rule = fields as unknown as ReturnType<typeof toWholeRule>;
    const chatbot = await db.chatbot.findFirst({
      where: { projectId, id: rule.chatbot_id },
      select: { id: true },
    });
    if (!chatbot)
      throw new ConflictError("The rule's chatbot no longer exists, so the rule can't come back.");
    await db.salesRule.create({
      data: {
        projectId,
        id: subjectId,
        chatbotId: rule.chatbot_id,
        ...toRuleColumns(rule),
        shownCount: rule.shown_count,
        createdAt: new Date(rule.created_at),
        updatedAt: at,
      },
      select: { id: true },
    });
  },
  async remove(db, { projectId, subjectId }) {
    await db.salesRule.deleteMany({ where: { projectId, id: subjectId } });
  },
  names: (db, ids) => db.salesRule.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
};

/** Another field may have changed since, so that together they make no sense any more. */
function refuseMisfit(rule: RuleFields): void {
  const problems = misfits(rule);
  if (problems.length === 0) return;
  throw new ConflictError("The rule's other values changed later, and the old ones no longer fit to them.", {
    reason: "later_change",
    nextStep: "Undo the later change first, or change the values by hand.",
    problems,
  });
}
