import "server-only";
import { NotFoundError } from "@/lib/core/errors";
import type { Prisma } from "@/lib/db/generated/client";
import type { TenantClient, TenantTransaction } from "@/lib/db/tenant";
import type { SalesRuleView } from "./schema";

export const salesRuleColumns = {
  projectId: true,
  id: true,
  chatbotId: true,
  name: true,
  isActive: true,
  trigger: true,
  pagePart: true,
  threshold: true,
  message: true,
  shownCount: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.SalesRuleSelect;

export type SalesRuleRow = Prisma.SalesRuleGetPayload<{ select: typeof salesRuleColumns }>;

export function toSalesRuleView(row: SalesRuleRow): SalesRuleView {
  return {
    id: row.id,
    project_id: row.projectId,
    ...toRuleFields(row),
    shown_count: row.shownCount,
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

/** What a person decides about a rule, by published name; revisions keep it. */
export type RuleFields = Pick<
  SalesRuleView,
  "chatbot_id" | "name" | "is_active" | "trigger" | "page_part" | "threshold" | "message"
>;

export function toRuleFields(row: SalesRuleRow): RuleFields {
  return {
    chatbot_id: row.chatbotId,
    name: row.name,
    is_active: row.isActive,
    trigger: row.trigger,
    page_part: row.pagePart,
    threshold: row.threshold,
    message: row.message,
  };
}

/** The columns that hold the fields, without the chatbot, which never changes. */
export function toRuleColumns(fields: RuleFields) {
  return {
    name: fields.name,
    isActive: fields.is_active,
    trigger: fields.trigger,
    pagePart: fields.page_part,
    threshold: fields.threshold,
    message: fields.message,
  };
}

/** A deleted rule comes back as it was, so its revision also keeps what nobody decides. */
export function toWholeRule(row: SalesRuleRow) {
  return { ...toRuleFields(row), shown_count: row.shownCount, created_at: row.createdAt.toJSON() };
}

/** @throws NotFoundError no such rule in a project the caller may see */
export async function requireRule(db: TenantClient | TenantTransaction, id: string): Promise<SalesRuleRow> {
  const row = await db.salesRule.findFirst({ where: { id }, select: salesRuleColumns });
  if (!row) throw new NotFoundError("sales rule", id);
  return row;
}
