import { z } from "zod";
import { idOf, moment, nextCursor, pageFields } from "@/lib/core/schema";
import { fieldChange } from "@/lib/revisions/schema";
import { MAX_REASON_LENGTH } from "./values";

/** Changes of one connection that may wait at once; an assistant that is never answered must not pile up more. */
export const MAX_WAITING = 20;

/**
 * `waiting` for a person; `running` between their approval and its outcome; then `done`, or `failed` with the tool's
 * error. `refused` by a person, or `expired` because nobody decided within a day.
 */
export const approvalState = z.enum(["waiting", "running", "done", "failed", "refused", "expired"]);
export type ApprovalState = z.infer<typeof approvalState>;

/** The error of a tool as it is kept for whoever asks later. */
export const approvalError = z.strictObject({
  code: z.string(),
  reason: z.string().nullable(),
  message: z.string(),
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  next_step: z.string().nullable(),
});
export type ApprovalError = z.infer<typeof approvalError>;

const named = z.strictObject({ id: z.string(), name: z.string() });

/** A change that an assistant asked for, as people decide on it. */
export const approvalView = z.strictObject({
  id: idOf("approval"),
  project_id: idOf("project"),
  tool: z.string(),
  chatbot: named.nullable().describe("Which one it is about; null for something else, or when it is gone"),
  state: approvalState,
  call_id: idOf("call").describe("The call that asked"),
  changes: z.array(fieldChange).describe("What the change does, as it stood when it was last looked at"),
  seen: z.string().describe("Names these very changes; to be sent back with an approval"),
  connection: z.strictObject({ id: z.string(), label: z.string(), client_name: z.string() }),
  asked_for: named.describe("Who approved the connection"),
  created_at: moment,
  expires_at: moment,
  decided_at: moment.nullable(),
  decided_by: named.nullable(),
  reason: z.string().describe("Why it was refused; empty when nobody said"),
  error: approvalError.nullable().describe("What stopped an approved change"),
});
export type ApprovalView = z.infer<typeof approvalView>;

export const listApprovalsInput = z.strictObject({
  state: z
    .enum(["waiting", "decided"])
    .default("waiting")
    .describe("Those to decide on, or those that are over"),
  ...pageFields,
});
export type ListApprovalsInput = z.infer<typeof listApprovalsInput>;

export const approvalList = z.strictObject({ items: z.array(approvalView), next_cursor: nextCursor });
export type ApprovalList = z.infer<typeof approvalList>;

const approvalId = z.string().min(1).max(64);

export const getApprovalInput = z.strictObject({ approval_id: approvalId });
export type GetApprovalInput = z.infer<typeof getApprovalInput>;

export const approveInput = z.strictObject({
  approval_id: approvalId,
  seen: z.string().min(1).max(64).describe("`seen` of the view that the person looked at"),
});
export type ApproveInput = z.infer<typeof approveInput>;

export const refuseInput = z.strictObject({
  approval_id: approvalId,
  reason: z
    .string()
    .trim()
    .max(MAX_REASON_LENGTH, `A reason has at most ${MAX_REASON_LENGTH} characters.`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .refine((text) => !/\u0000/.test(text) && text.isWellFormed(), { error: "must be valid Unicode text" })
    .default(""),
});
export type RefuseInput = z.infer<typeof refuseInput>;
