import { type Answer, send } from "./send";

export type Era = "2025-11-25" | "2026-07-28";

export const ERAS: readonly Era[] = ["2025-11-25", "2026-07-28"];

export interface McpRequest {
  /** Of one instance. */
  url: string;
  publicUrl: string;
  token: string;
  /** `/mcp` when left out. */
  endpoint?: string;
  era?: Era;
  id?: number | string;
  headers?: Record<string, string>;
}

/** The parts of a tool's answer that tests look at. */
export interface ToolAnswer extends Answer {
  isError: boolean;
  /** Of `_meta`, when the tool refused. */
  error: { code: string; reason?: string; message: string; retry_after_seconds?: number } | undefined;
  /** The text for the assistant. */
  words: string;
  structured: Record<string, unknown> | undefined;
}

/** One JSON-RPC request to an MCP endpoint, in the form of one era of the protocol. */
export function mcp(request: McpRequest, method: string, params: Record<string, unknown>): Promise<Answer> {
  const { era = "2025-11-25", endpoint = "/mcp", id = 1 } = request;
  const isNew = era === "2026-07-28";
  const meta = {
    "io.modelcontextprotocol/protocolVersion": era,
    "io.modelcontextprotocol/clientInfo": { name: "test-assistant", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return send(`${request.url}${endpoint}`, {
    method: "POST",
    publicUrl: request.publicUrl,
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      authorization: `Bearer ${request.token}`,
      "mcp-protocol-version": era,
      ...(isNew && { "mcp-method": method }),
      ...(isNew && typeof params.name === "string" && { "mcp-name": params.name }),
      ...request.headers,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id,
      method,
      params: isNew ? { ...params, _meta: meta } : params,
    }),
  });
}

export async function callTool(
  request: McpRequest,
  name: string,
  args: Record<string, unknown> = {},
): Promise<ToolAnswer> {
  const answer = await mcp(request, "tools/call", { name, arguments: args });
  const { result } = readJson(answer);
  return {
    ...answer,
    isError: result?.isError === true,
    error: result?._meta?.["caramel/error"],
    words: result?.content?.map(({ text }) => text).join("\n") ?? "",
    structured: result?.structuredContent,
  };
}

interface Envelope {
  id?: unknown;
  result?: {
    isError?: boolean;
    content?: { text: string }[];
    structuredContent?: Record<string, unknown>;
    tools?: { name: string }[];
    _meta?: { "caramel/error"?: ToolAnswer["error"] };
  };
}

/** The JSON-RPC envelope of an answer; empty when there is none, as in a refusal. */
export function readJson(answer: Answer): Envelope {
  const text = answer.text.startsWith("{") ? answer.text : (/^data: (.*)$/m.exec(answer.text)?.[1] ?? "{}");
  return JSON.parse(text) as Envelope;
}
