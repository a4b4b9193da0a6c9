import "server-only";
import {
  type CallToolResult,
  type InputRequiredResult,
  type McpHttpHandler,
  McpServer,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import { completeCall } from "@/lib/auth/admission";
import { rateLimited } from "../rate-limits";
import type { McpSession, Toolset } from "../session";
import { toErrorResult } from "../to-tool-result";
import { registerInputRequired, stateCodec } from "./input-required";
import { registerPromptsAndResources } from "./prompts-and-resources";
import { registerTools } from "./tools";

/** Adds one tool of the suite's fixtures. */
export type Register = <Args>(
  name: string,
  input: StandardSchemaWithJSON<unknown, Args>,
  run: (
    args: Args,
    ctx: ServerContext,
    notify: McpHttpHandler["notify"],
  ) => Promise<CallToolResult | InputRequiredResult>,
) => void;

const names = new Set<string>();
for (const registerAll of [registerTools, registerInputRequired]) registerAll((name) => names.add(name));

/**
 * What the official conformance suite expects to find on a server, behind the same gate, limits and call log as the
 * product's tools. Mounted only in conformance runs.
 */
export const conformanceToolset: Toolset = {
  isStreaming: true,
  find: (name) => (names.has(name) ? { name, isFree: false, isReading: true } : undefined),
  createServer(session, notify) {
    const server = new McpServer(
      { name: "caramel-conformance", version: "1.0.0" },
      {
        capabilities: {
          tools: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          logging: {},
          completions: {},
        },
        requestState: { verify: stateCodec.verify },
      },
    );
    const register: Register = (name, inputSchema, run) => {
      server.registerTool(
        name,
        { description: `Fixture ${name} of the conformance suite`, inputSchema: inputSchema as never },
        ((args: never, ctx: ServerContext) =>
          admitted(session, name, args, ctx, () => run(args, ctx, notify))) as never,
      );
    };
    registerTools(register);
    registerInputRequired(register);
    registerPromptsAndResources(server);
    return server;
  },
};

async function admitted(
  session: McpSession,
  name: string,
  args: Record<string, unknown>,
  ctx: ServerContext,
  run: () => Promise<CallToolResult | InputRequiredResult>,
): Promise<CallToolResult | InputRequiredResult> {
  const started = performance.now();
  const call = await session.admitCall(ctx.mcpReq.id, { name, arguments: args });
  if (call.state === "limited" && call.quota) {
    return toErrorResult(rateLimited(call.quota), session.requestId, call.quota);
  }
  let outcome: "ok" | "error" = "error";
  try {
    const result = await run();
    outcome = "ok";
    return result;
  } finally {
    await completeCall(call.id, { outcome, durationMs: performance.now() - started });
  }
}
