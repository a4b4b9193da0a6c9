import "server-only";
import { type CallToolResult, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { completeCall } from "@/lib/auth/admission";
import { type Caller, inProject } from "@/lib/auth/caller";
import { env } from "@/lib/core/env";
import {
  AppError,
  INTERNAL_ERROR_TEXT,
  InsufficientPermissionError,
  InvalidInputError,
  TierRequiredError,
} from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { logger } from "@/lib/core/logger";
import { type Catalogue, type CatalogueEntry, listTools } from "./catalogue";
import { parseArguments } from "./parse-arguments";
import { rateLimited } from "./rate-limits";
import { type ToolAccess, verdictOn } from "./schema";
import type { AdmittedCall, McpSession } from "./session";
import { cutToFit, MAX_RESULT_CHARACTERS, resultSize, toErrorResult, toToolResult } from "./to-tool-result";

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
): Promise<CallToolResult> {
  const started = performance.now();
  try {
    if (call.state === "limited" && call.quota) {
      return toErrorResult(rateLimited(call.quota), session.requestId, call.quota);
    }
    const outcome = await attempt(() => answer(catalogue, entry, args, session, call));
    const durationMs = performance.now() - started;
    if ("result" in outcome) {
      await completeCall(call.id, { outcome: "ok", durationMs });
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

/** Listing and calling look at the same facts. */
export function toolAccess({ caller, isReadonly }: { caller: Caller; isReadonly: boolean }): ToolAccess {
  return { permissions: caller.permissions, tier: caller.tier, isReadonly };
}

async function attempt(
  work: () => Promise<CallToolResult>,
): Promise<{ result: CallToolResult } | { error: AppError }> {
  try {
    return { result: await work() };
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
): Promise<CallToolResult> {
  const { tool } = entry;
  const access = toolAccess(call);
  requireCallable(entry, access);
  const { project_id: projectId, ...input } = parseArguments(entry.inputs[session.span], args) as {
    project_id?: string;
    limit?: number;
  };
  const caller = withoutWrites(entry, narrowed(entry, call.caller, projectId));
  const context = {
    listTools: () =>
      listTools(catalogue, access, session.span).map(({ name }) => {
        const { title, category, tier } = (catalogue.find(name) as CatalogueEntry).tool;
        return { name, title, category, tier };
      }),
  };
  const run = async (limit?: number): Promise<Json> =>
    tool.output.parse(await tool.run(caller, limit === undefined ? input : { ...input, limit }, context));

  const options = { customerWritten: tool.customerWritten, quota: call.quota };
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
  if (size <= MAX_RESULT_CHARACTERS) return result;
  const cut = cutToFit(value, options, `The whole text is in the dashboard at ${env.baseUrl}.`);
  if (cut) return cut;
  throw new InvalidInputError(`The answer would be longer than ${MAX_RESULT_CHARACTERS} characters.`, {
    reason: "answer_too_large",
    nextStep: "Ask for less at once, with filters or a smaller limit.",
  });
}

function requireCallable(entry: CatalogueEntry, access: ToolAccess) {
  const { tool, summary } = entry;
  const verdict = verdictOn(summary, access);
  if (verdict === "tier_required") throw new TierRequiredError(tool.tier);
  if (verdict === "callable") return;
  if (access.isReadonly && !summary.isReading) {
    throw new InsufficientPermissionError(tool.permission, {
      reason: "readonly",
      nextStep: "This connection only reads. A person can approve a connection with full access instead.",
    });
  }
  throw new InsufficientPermissionError(tool.permission, {
    nextStep: "Ask the person who approved this connection to grant it, under Integrations in the dashboard.",
  });
}

function narrowed({ tool, summary }: CatalogueEntry, caller: Caller, projectId: string | undefined): Caller {
  if (tool.scope !== "project") return caller;
  if (projectId !== undefined) return inProject(caller, projectId);
  if (summary.isReading || caller.projectIds.length === 1) return caller;
  throw new InvalidInputError("This connection covers several projects.", {
    problems: [{ path: "project_id", message: "must name the project to change" }],
    nextStep: "Call list_projects and pass one project's id as project_id.",
  });
}

/** A tool that says it reads can't write, whatever its caller may do. */
function withoutWrites({ summary }: CatalogueEntry, caller: Caller): Caller {
  return summary.isReading ? { ...caller, isReadonly: true } : caller;
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
