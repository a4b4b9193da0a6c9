import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { findByCall } from "@/lib/approvals/find-by-call";
import { requestApproval } from "@/lib/approvals/request";
import type { RequestedChange } from "@/lib/approvals/rows";
import { type ApprovalError, approvalError } from "@/lib/approvals/schema";
import type { Caller } from "@/lib/auth/caller";
import { HOUR_SECONDS, secondsAfter } from "@/lib/core/clock";
import { sha256 } from "@/lib/core/compare";
import { AppError, type ErrorCode, type FieldProblem, InvalidInputError } from "@/lib/core/errors";
import { idPattern } from "@/lib/core/ids";
import type { Json } from "@/lib/core/json";
import type { FieldChange } from "@/lib/revisions/schema";
import { type ApprovalOutput, approvalUrl, CALL_ID, waitingText } from "./approval-output";
import type { CatalogueEntry, Span } from "./catalogue";
import type { ToolContext } from "./define-tool";
import { parseArguments } from "./parse-arguments";
import { type Round, sealState } from "./round";
import type { AdmittedCall } from "./session";
import { fitted, quotaMeta, toToolResult } from "./to-tool-result";

/** Stands in the log line of a call whose change waits for a person. */
const APPROVAL_REQUIRED = "approval_required";

/** Key of our one input request. */
const INPUT = "approval";

/** Retries that are held before the assistant is told to ask later; clients give up after ten rounds or so. */
const MAX_ROUNDS = 6;

/** How often a held retry looks whether somebody decided, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

interface Answer {
  result: CallToolResult | InputRequiredResult;
  note?: string;
}

interface Asked {
  args: unknown;
  input: Record<string, unknown>;
  caller: Caller;
  context: ToolContext;
  call: AdmittedCall;
  round: Round;
}

/**
 * Puts a change in front of a person in place of making it. The same work is done as a dry run first, so that what
 * would fail or change nothing is answered at once, as ever.
 */
export async function askForApproval(entry: CatalogueEntry, asked: Asked): Promise<Answer> {
  const { args, input, caller, context, call, round } = asked;
  const { tool } = entry;
  const preview = await previewOf(entry, caller, input, context);
  if (preview.changes.length === 0) {
    const note = "Nothing would change, so nobody was asked.";
    return { result: fitted(preview, { customerWritten: tool.customerWritten, quota: call.quota, note }) };
  }
  const hash = changeHash(entry, input);
  const change = await requestApproval(caller, {
    tool: tool.name,
    permission: tool.permission,
    arguments: withoutOurs(args),
    hash,
    changes: preview.changes,
  });
  if (!round.canShowLink) return { result: waitingResult(entry, change, call), note: APPROVAL_REQUIRED };
  return { result: await showLink(entry, change, hash, call), note: APPROVAL_REQUIRED };
}

/**
 * What a tool would change, as a dry run of the very same work.
 * @throws Error the tool can't tell; the catalogue's tests refuse such a tool
 */
export async function previewOf(
  { tool }: CatalogueEntry,
  caller: Caller,
  input: Record<string, unknown>,
  context: ToolContext,
): Promise<{ changes: FieldChange[] } & Record<string, Json>> {
  if (!("dry_run" in tool.input.shape) || !("changes" in tool.output.shape)) {
    throw new Error(`${tool.name} can't be asked about before it changes something.`);
  }
  return tool.output.parse(await tool.run(caller, { ...input, dry_run: true }, context));
}

/**
 * The change that a call asks about: by `call_id`, or by the state of the round before. Undefined for a new change.
 * @throws InvalidInputError, NotFoundError
 * @throws ProtocolError -32602 the state belongs to another call
 */
export async function changeAskedAbout(
  entry: CatalogueEntry,
  args: unknown,
  span: Span,
  call: AdmittedCall,
  { state }: Round,
): Promise<RequestedChange | undefined> {
  if (state !== undefined) {
    if (state.tool !== entry.tool.name) throw foreignState();
    const { project_id: _, ...input } = parseArguments(entry.inputs[span], args) as Record<string, unknown>;
    if (state.hash !== changeHash(entry, input)) throw foreignState();
    return findByCall(call.caller, state.callId);
  }
  if (entry.summary.isReading) return undefined;
  const given = (args ?? {}) as Record<string, Json>;
  if (given[CALL_ID] === undefined || call.caller.actor.kind !== "connection") return undefined;
  requireCallId(given[CALL_ID]);
  const change = await findByCall(call.caller, given[CALL_ID]);
  requireSame(entry, span, change, given);
  return change;
}

/** Where a change stands, as the answer of its tool: still waiting, refused, expired, or the tool's own answer. */
export async function answerOfChange(
  entry: CatalogueEntry,
  asked: RequestedChange,
  call: AdmittedCall,
  round: Round,
): Promise<Answer> {
  let change = asked;
  if (isOpen(change) && round.state !== undefined && round.canShowLink) {
    const action = (round.responses?.[INPUT] as { action?: unknown } | undefined)?.action;
    const isDeclined = action === "decline" || action === "cancel";
    if (!isDeclined && action !== "accept" && round.state.rounds === 0) {
      return { result: await showLink(entry, change, round.state.hash, call), note: APPROVAL_REQUIRED };
    }
    if (!isDeclined) change = await decided(change, call.caller, round);
    const rounds = round.state.rounds + 1;
    if (isOpen(change) && !isDeclined && rounds < MAX_ROUNDS) {
      // The link was shown already: only the state goes back, and the client comes again by itself.
      const requestState = await sealState(call.caller, { ...round.state, rounds });
      return { result: withQuota(inputRequired({ requestState }), call), note: APPROVAL_REQUIRED };
    }
  }
  if (isOpen(change)) return { result: waitingResult(entry, change, call), note: APPROVAL_REQUIRED };
  if (change.state === "failed") throw errorOf(approvalError.parse(change.result));
  const options = { customerWritten: entry.tool.customerWritten, quota: call.quota };
  const approval = outputOf(change);
  if (change.state === "done") {
    const value = { ...(change.result as Record<string, Json> | null), approval };
    return { result: fitted(value, { ...options, note: "A person approved this change, and it was made." }) };
  }
  const note =
    change.state === "refused"
      ? `A person refused this change${change.reason ? `: “${change.reason}”` : ""}. Nothing was changed. Don't send it again unless they ask for it.`
      : "Nobody decided within a day, so this request has expired. Nothing was changed. Send the change again if it is still wanted.";
  return { result: toToolResult({ approval }, { ...options, note }), note: `approval_${change.state}` };
}

/** The same for the same tool with the same arguments, in whatever order they stand. */
function changeHash({ tool }: CatalogueEntry, { dry_run: _, ...input }: Record<string, unknown>): string {
  return sha256(canonical([tool.name, input]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** The arguments without what says where and how, and not what is changed. */
function withoutOurs(args: unknown): Record<string, Json> {
  const { project_id: _, dry_run: __, [CALL_ID]: ___, ...rest } = (args ?? {}) as Record<string, Json>;
  return rest;
}

function requireCallId(value: unknown): asserts value is string {
  if (typeof value === "string" && idPattern("call").test(value)) return;
  throw new InvalidInputError("The arguments do not fit this tool.", {
    problems: [{ path: CALL_ID, message: "must be the call_id of an answer that said the change waits" }],
    nextStep: "Leave call_id out to ask for a change.",
  });
}

/** A `call_id` asks for a state and changes nothing, so other arguments may only repeat what was sent. */
function requireSame(
  { tool, inputs }: CatalogueEntry,
  span: Span,
  change: RequestedChange,
  given: Record<string, Json>,
): void {
  if (change.tool !== tool.name) {
    throw new InvalidInputError(`This change was asked for with ${change.tool}.`, {
      problems: [{ path: CALL_ID, message: `belongs to ${change.tool}` }],
      nextStep: `Call ${change.tool} with this call_id.`,
    });
  }
  const problems: FieldProblem[] = [];
  for (const [field, value] of Object.entries(given)) {
    if (field === CALL_ID || field === "dry_run") continue;
    const sent = field === "project_id" ? change.projectId : change.arguments[field];
    if (!(field in inputs[span].shape)) problems.push({ path: field, message: "is not a known field." });
    else if (canonical(value) !== canonical(sent)) {
      problems.push({ path: field, message: "is not what was sent with the change; leave it out" });
    }
  }
  if (problems.length === 0) return;
  throw new InvalidInputError("With call_id a call only asks what became of a change.", {
    problems,
    nextStep: "Send call_id alone. For another change, leave call_id out.",
  });
}

function isOpen({ state }: RequestedChange): boolean {
  return state === "waiting" || state === "running";
}

/** Holds the call until somebody decides, the time is up or the client is gone. */
async function decided(change: RequestedChange, caller: Caller, round: Round): Promise<RequestedChange> {
  const end = Date.now() + round.waitMs;
  let now = change;
  while (isOpen(now) && Date.now() < end && !round.signal.aborted) {
    await sleep(Math.min(LOOK_EVERY_MS, round.waitMs), undefined, { signal: round.signal }).catch(() => {});
    now = await findByCall(caller, change.callId);
  }
  return now;
}

/** The page needs sign-in and the permission; the link itself is worth nothing (elicitation in URL mode). */
async function showLink(
  { tool }: CatalogueEntry,
  change: RequestedChange,
  hash: string,
  call: AdmittedCall,
): Promise<InputRequiredResult> {
  const requestState = await sealState(call.caller, {
    callId: change.callId,
    tool: tool.name,
    hash,
    rounds: 0,
    // A little longer than the change waits, so that the client still learns that it expired.
    until: secondsAfter(change.expiresAt, HOUR_SECONDS).getTime(),
  });
  const message = `${tool.title}: this connection asks before it changes anything. Open the page to see what would change, and approve or refuse it there.`;
  return withQuota(
    inputRequired({
      inputRequests: { [INPUT]: inputRequired.elicitUrl({ message, url: approvalUrl(change) }) },
      requestState,
    }),
    call,
  );
}

function withQuota(result: InputRequiredResult, call: AdmittedCall): InputRequiredResult {
  return { ...result, _meta: { ...result._meta, ...quotaMeta(call.quota) } };
}

function waitingResult(
  { tool }: CatalogueEntry,
  change: RequestedChange,
  call: AdmittedCall,
): CallToolResult {
  return toToolResult(
    { approval: outputOf(change) },
    { quota: call.quota, note: waitingText(tool.name, change) },
  );
}

function outputOf(change: RequestedChange): ApprovalOutput {
  return {
    // Whether a person has pressed the button a moment ago makes no difference to whoever waits.
    state: change.state === "running" ? "waiting" : change.state,
    call_id: change.callId,
    approve_url: approvalUrl(change),
    expires_at: change.expiresAt.toJSON(),
    decided_at: isOpen(change) ? null : (change.decidedAt?.toJSON() ?? null),
    ...(change.reason && { reason: change.reason }),
  };
}

function errorOf({ code, reason, message, problems, next_step }: ApprovalError): AppError {
  return new AppError(code as ErrorCode, `A person approved this change, and it failed: ${message}`, {
    problems,
    ...(reason !== null && { reason }),
    ...(next_step !== null && { nextStep: next_step }),
  });
}

function foreignState(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState", {
    reason: "invalid_request_state",
  });
}
