// MCP requests to the very code that the endpoints run, without a server around it.
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import type { EndpointOptions } from "@/lib/mcp/endpoint";
import { serveMcp } from "@/lib/mcp/serve";
import type { Toolset } from "@/lib/mcp/session";
import type { Era } from "./http/mcp-call";

/** An endpoint, and the address it is asked at. */
export interface Place {
  options: EndpointOptions;
  path: string;
}

export const ACCOUNT: Place = { options: { endpoint: "account", access: "full" }, path: "/mcp" };
export const READONLY: Place = {
  options: { endpoint: "readonly", access: "readonly" },
  path: "/mcp-readonly",
};
export const atProject = (projectId: string): Place => ({
  options: { endpoint: "project", access: "full", projectId },
  path: `/mcp/projects/${projectId}`,
});

export interface InProcessRequest {
  at?: Place;
  token: string | null;
  /** Of a stream to answer on. */
  sessionId?: string;
  toolset?: Toolset;
}

export interface InProcessAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  requestId: string;
}

const ENVELOPE = {
  "io.modelcontextprotocol/clientInfo": { name: "in-process", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": { elicitation: { url: {} } },
};

/** A JSON-RPC request as one era sends it: the body, and the headers that belong to it. */
export function asSent(era: Era, method: string, params: Record<string, unknown>) {
  const isModern = era === "2026-07-28";
  const meta = { "io.modelcontextprotocol/protocolVersion": era, ...ENVELOPE };
  return {
    body: { jsonrpc: "2.0", id: 1, method, params: isModern ? { ...params, _meta: meta } : params },
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": era,
      ...(isModern && { "mcp-method": method }),
      ...(isModern && typeof params.name === "string" && { "mcp-name": params.name }),
    } as Record<string, string>,
  };
}

/** Asks with a JSON-RPC request in the form of one era. */
export function sendInProcess(
  era: Era,
  method: string,
  params: Record<string, unknown>,
  request: InProcessRequest,
): Promise<InProcessAnswer> {
  const { body, headers } = asSent(era, method, params);
  return sendBody(JSON.stringify(body), headers, request);
}

/** Asks with any body. Every request comes from an address of its own: failed attempts are limited for each. */
export async function sendBody(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  { at = ACCOUNT, token, sessionId, toolset }: InProcessRequest,
): Promise<InProcessAnswer> {
  const requestId = newId("call");
  const url = new URL(at.path, env.baseUrl);
  if (sessionId) url.searchParams.set("sessionId", sessionId);
  const response = await serveMcp(
    new Request(url, {
      method: "POST",
      headers: {
        ...headers,
        "x-request-id": requestId,
        "x-caramel-client-ip": requestId,
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body,
    }),
    { ...at.options, ...(toolset && { toolset }) },
  );
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await textOf(response),
    requestId,
  };
}

/** The body; of a stream, which may have no end, what comes first. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/** Does the work for each, a few at a time. */
export async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
