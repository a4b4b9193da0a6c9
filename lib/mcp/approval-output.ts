import "server-only";
import { z } from "zod";
import type { RequestedChange } from "@/lib/approvals/rows";
import { env } from "@/lib/core/env";
import { moment } from "@/lib/core/schema";

/** The argument by which an assistant asks what became of a change. */
export const CALL_ID = "call_id";

/** What a writing tool of a connection that asks first answers besides, or in place of, its own fields. */
export const approvalOutput = z.strictObject({
  state: z.enum(["waiting", "done", "failed", "refused", "expired"]),
  call_id: z.string().describe("Ask again with this alone."),
  approve_url: z.string().describe("Where a person decides."),
  expires_at: moment,
  decided_at: moment.nullable(),
  reason: z.string().optional().describe("Why a person refused."),
});
export type ApprovalOutput = z.infer<typeof approvalOutput>;

/** The page on which a person decides. */
export function approvalUrl({ projectId, id }: Pick<RequestedChange, "projectId" | "id">): string {
  return `${env.baseUrl}/p/${projectId}/approvals/${id}`;
}

/** What an assistant needs to know while a change waits. */
export function waitingText(tool: string, change: RequestedChange): string {
  return `Waiting for a person's approval at ${approvalUrl(change)} – nothing has changed yet. Give the person this link. To learn the outcome, call ${tool} again with only call_id ${change.callId}; don't send the change again. It waits until ${change.expiresAt.toJSON()}.`;
}
