"use server";

import { createSalesRule } from "@/lib/sales-rules/create";
import { deleteSalesRule } from "@/lib/sales-rules/delete";
import { createSalesRuleInput, deleteSalesRuleInput, updateSalesRuleInput } from "@/lib/sales-rules/schema";
import { updateSalesRule } from "@/lib/sales-rules/update";
import { defineProjectAction } from "@/lib/web/define-action";

export const createSalesRuleAction = defineProjectAction(createSalesRuleInput, createSalesRule);
export const updateSalesRuleAction = defineProjectAction(updateSalesRuleInput, updateSalesRule);
export const deleteSalesRuleAction = defineProjectAction(deleteSalesRuleInput, deleteSalesRule);
