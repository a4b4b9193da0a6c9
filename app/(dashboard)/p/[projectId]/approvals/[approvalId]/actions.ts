"use server";

import { refuseApproval } from "@/lib/approvals/refuse";
import { approveInput, refuseInput } from "@/lib/approvals/schema";
import { approveChange } from "@/lib/mcp/approve-change";
import { defineProjectAction } from "@/lib/web/define-action";

export const approveAction = defineProjectAction(approveInput, (caller, input) =>
  approveChange(caller, input),
);
export const refuseAction = defineProjectAction(refuseInput, refuseApproval);
