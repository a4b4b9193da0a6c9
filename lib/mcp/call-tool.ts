import "server-only";
import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { completeCall } from "@/lib/auth/admission";
import { AppError, INTERNAL_ERROR_TEXT } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { logger } from "@/lib/core/logger";
import { answerOfChange, askForApproval, changeAskedAbout } from "./ask-first";
import type { Catalogue, CatalogueEntry } from "./catalogue";
import { parseArguments } from "./parse-arguments";
import { rateLimited } from "./rate-limits";
import { callerFor, requireCallable, toolAccess, toolContext } from "./require-callable";
import type { Round } from "./round";
import type { AdmittedCall, McpSession } from "./session";
import { fitted, MAX_RESULT_CHARACTERS, resultSize, toErrorResult, toToolResult } from "./to-tool-result";

/** What a call comes to; with `note`, the log line says why an answer is not the tool's own. */
interface Answer {
  result: CallToolResult | InputRequiredResult;
  note?: string;
}

/**
 * Runs one admitted call to its end: verdict, arguments, verb, answer, log line. The line is complete before the
 * answer leaves.
 * @throws ProtocolError -32603 with a fixed text for every failure that is ours
 */
export async function callTool(
  catalogue: Catalogue,
  entry: CatalogueEntry,
  args: unknown,
  session: McpSession,
  call: AdmittedCall,
  round: Round,
): Promise<CallToolResult | InputRequiredResult> {
  const started = performance.now();
  try {
    if (call.state === "limited" && call.quota) {
      return toErrorResult(rateLimited(call.quota), session.requestId, call.quota);
    }
    const outcome = await attempt(() => answer(catalogue, entry, args, session, call, round));
    const durationMs = performance.now() - started;
    if ("result" in outcome) {
      await completeCall(call.id, { outcome: "ok", errorCode: outcome.note, durationMs });
      return outcome.result;
    }
    const { error } = outcome;
    await completeCall(call.id, {
      outcome: isRefusal(error) ? "denied" : "error",
      errorCode: error.code,
      durationMs,
    });
    return toErrorResult(error, session.requestId, call.quota);
  } catch (error) {
    if (error instanceof ProtocolError) {
      await completeCall(call.id, {
        outcome: "error",
        errorCode: "invalid_request",
        durationMs: performance.now() - started,
      });
      throw error;
    }
    logger.error({ requestId: session.requestId, tool: entry.tool.name, err: error }, "a tool call failed");
    await completeCall(call.id, {
      outcome: "error",
      errorCode: "internal",
      durationMs: performance.now() - started,
    }).catch((cause) =>
      logger.error({ requestId: session.requestId, err: cause }, "a call's log line is incomplete"),
    );
    throw internalError(session.requestId);
  }
}

/** Ends an admitted call of which no tool is run: completes its line and tells the caller why. */
export async function refuseCall(
  error: AppError,
  session: McpSession,
  call: AdmittedCall,
): Promise<CallToolResult> {
  await completeCall(call.id, { outcome: "error", errorCode: error.code, durationMs: 0 });
  return toErrorResult(error, session.requestId, call.quota);
}

/** The fixed answer to everything that is our failure; the request id leads to the log line. */
export function internalError(requestId: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InternalError, INTERNAL_ERROR_TEXT, { request_id: requestId });
}

async function attempt(work: () => Promise<Answer>): Promise<Answer | { error: AppError }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return { error };
    throw error;
  }
}

async function answer(
  catalogue: Catalogue,
  entry: CatalogueEntry,
  args: unknown,
  session: McpSession,
  call: AdmittedCall,
  round: Round,
): Promise<Answer> {
  const { tool, summary } = entry;
  const access = toolAccess(call);
  requireCallable(entry, access);
  const asked = await changeAskedAbout(entry, args, session.span, call, round);
  if (asked !== undefined) return answerOfChange(entry, asked, call, round);
  const { project_id: projectId, ...input } = parseArguments(entry.inputs[session.span], args) as {
    project_id?: string;
    limit?: number;
    dry_run?: boolean;
  };
  const caller = await callerFor(entry, call.caller, projectId, input);
  const context = toolContext(catalogue, access, session.span);
  if (call.asksFirst && !summary.isReading && input.dry_run !== true) {
    return askForApproval(entry, { args, input, caller, context, call, round });
  }
  const run = async (limit?: number): Promise<Json> =>
    tool.output.parse(await tool.run(caller, limit === undefined ? input : { ...input, limit }, context));

  const options = { customerWritten: tool.customerWritten, textAs: tool.textAs, quota: call.quota };
  let value = await run();
  let result = toToolResult(value, options);
  let size = resultSize(result);
  // A shorter page keeps `next_cursor` right, which cutting a list behind its verb would not.
  for (let round = 0; size > MAX_RESULT_CHARACTERS && isPaged(entry) && round < 5; round += 1) {
    const count = rowCount(value);
    if (count <= 1) break;
    const limit = Math.max(1, Math.min(count - 1, Math.floor((count * MAX_RESULT_CHARACTERS * 0.85) / size)));
    value = await run(limit);
    const note = `Only ${limit} of the rows asked for, to keep the answer below ${MAX_RESULT_CHARACTERS} characters. Go on with next_cursor.`;
    result = toToolResult(value, { ...options, note });
    size = resultSize(result);
  }
  return { result: size <= MAX_RESULT_CHARACTERS ? result : fitted(value, options) };
}

function isPaged({ tool }: CatalogueEntry): boolean {
  return tool.annotations.readOnlyHint && "limit" in tool.input.shape && "next_cursor" in tool.output.shape;
}

function rowCount(value: Json): number {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return 0;
  return Math.max(0, ...Object.values(value).map((item) => (Array.isArray(item) ? item.length : 0)));
}

function isRefusal(error: AppError): boolean {
  return error.code === "insufficient_permission" || error.code === "tier_required";
}
