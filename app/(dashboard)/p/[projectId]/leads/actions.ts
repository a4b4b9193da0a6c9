"use server";

import { createLead } from "@/lib/leads/create";
import { createLeadInput, updateLeadInput } from "@/lib/leads/schema";
import { updateLead } from "@/lib/leads/update";
import { defineProjectAction } from "@/lib/web/define-action";

export const createLeadAction = defineProjectAction(createLeadInput, createLead);
export const updateLeadAction = defineProjectAction(updateLeadInput, updateLead);
