import { z } from "zod";
import { idOf, lineOf, moment, nextCursor, pageFields, textOf } from "@/lib/core/schema";
import { dryRun, writeAnswer } from "@/lib/revisions/schema";
import {
  MAX_PAGE_PART_LENGTH,
  MAX_RULE_MESSAGE_LENGTH,
  MAX_RULE_NAME_LENGTH,
  SALES_TRIGGERS,
} from "./values";

const ruleId = idOf("salesRule").describe("From the list of rules.");

const name = lineOf(MAX_RULE_NAME_LENGTH).describe("For your own use.");
const trigger = z.enum(SALES_TRIGGERS).describe("What makes the widget speak first.");
const pagePart = z
  .string()
  .trim()
  .max(MAX_PAGE_PART_LENGTH, { error: `At most ${MAX_PAGE_PART_LENGTH} characters.` })
  .refine((text) => text.isWellFormed() && !/[\s\p{Cc}]/u.test(text), {
    error: "Must be part of a page's address, without spaces.",
  })
  .describe("Part of the page's address; empty for every page.");
const threshold = z
  .int({ error: "Must be a whole number." })
  .nullable()
  .describe("Seconds, percent or minor units of money, as the trigger needs; null where it needs none.");
const message = textOf(MAX_RULE_MESSAGE_LENGTH)
  .min(1, { error: "Must not be empty." })
  .describe("What the widget says.");

export const createSalesRuleInput = z.strictObject({
  chatbot_id: idOf("chatbot"),
  name,
  trigger,
  page_part: pagePart.default(""),
  threshold: threshold.default(null),
  message,
  is_active: z.boolean().default(true),
  dry_run: dryRun,
});
export type CreateSalesRuleInput = z.output<typeof createSalesRuleInput>;

export const updateSalesRuleInput = z.strictObject({
  rule_id: ruleId,
  name: name.optional(),
  trigger: trigger.optional(),
  page_part: pagePart.optional(),
  threshold: threshold.optional(),
  message: message.optional(),
  is_active: z.boolean().optional(),
  dry_run: dryRun,
});
export type UpdateSalesRuleInput = z.output<typeof updateSalesRuleInput>;

export const deleteSalesRuleInput = z.strictObject({ rule_id: ruleId, dry_run: dryRun });
export type DeleteSalesRuleInput = z.output<typeof deleteSalesRuleInput>;

export const listSalesRulesInput = z.strictObject({
  chatbot_id: idOf("chatbot").optional().describe("Of this chatbot alone."),
  include_inactive: z.boolean().default(false).describe("Also those turned off."),
  ...pageFields,
});
export type ListSalesRulesInput = z.output<typeof listSalesRulesInput>;

export const salesRuleView = z.strictObject({
  id: idOf("salesRule"),
  project_id: idOf("project"),
  chatbot_id: idOf("chatbot"),
  name: z.string(),
  is_active: z.boolean(),
  trigger: z.enum(SALES_TRIGGERS),
  page_part: z.string().describe("Part of the page's address; empty means every page."),
  threshold: z
    .int()
    .nullable()
    .describe("Seconds for time_on_page, percent for scroll_depth, minor units of money for cart_value."),
  message: z.string().describe("What the widget says."),
  shown_count: z.int().describe("How often visitors saw it."),
  created_at: moment,
  updated_at: moment,
});
export type SalesRuleView = z.infer<typeof salesRuleView>;

export const salesRulePage = z.strictObject({ items: z.array(salesRuleView), next_cursor: nextCursor });
export type SalesRulePage = z.infer<typeof salesRulePage>;

export const salesRuleChange = z.strictObject({
  rule_id: idOf("salesRule"),
  chatbot_id: idOf("chatbot"),
  name: z.string(),
  ...writeAnswer,
});
export type SalesRuleChange = z.infer<typeof salesRuleChange>;
