import "server-only";
import {
  createMcpHandler,
  isInitializeRequest,
  isJSONRPCRequest,
  isLegacyRequest,
  type McpHttpHandler,
  ProtocolErrorCode,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { oldSessionId } from "./event-stream";
import { MAX_BODY_BYTES } from "./post-body";
import { jsonRpcError } from "./refusals";
import type { McpSession, Toolset } from "./session";

const handlers = new WeakMap<Toolset, McpHttpHandler>();

/** The SDK's handler of a toolset. What a request may do comes with the request. */
function handlerOf(toolset: Toolset): McpHttpHandler {
  const known = handlers.get(toolset);
  if (known) return known;
  const handler: McpHttpHandler = createMcpHandler(
    ({ authInfo }) => toolset.createServer(authInfo?.extra?.session as McpSession, handler.notify),
    { legacy: toolset.isStreaming ? "stateless" : "reject", maxRequestBodySize: MAX_BODY_BYTES },
  );
  handlers.set(toolset, handler);
  return handler;
}

/** Hands an admitted request to the SDK, in the era of the protocol that it speaks. */
export async function dispatch(
  request: Request,
  json: unknown,
  session: McpSession,
  toolset: Toolset,
): Promise<Response> {
  if (!toolset.isStreaming && (await isLegacyRequest(request, json))) {
    return serveLegacy(request, json, session, toolset);
  }
  const authInfo = { token: "", clientId: "", scopes: [], extra: { session } };
  return withOwnHeaders(
    await handlerOf(toolset).fetch(request, { authInfo, ...(json !== undefined && { parsedBody: json }) }),
  );
}

/**
 * The 2025 revisions without sessions, as the SDK serves them, except that the answer is one JSON document: no tool of
 * the product speaks before its answer, and the headers may wait for it.
 */
export async function serveLegacy(
  request: Request,
  json: unknown,
  session: McpSession,
  toolset: Toolset,
): Promise<Response> {
  if (request.method !== "POST") {
    const response = jsonRpcError(405, -32_000, "Method not allowed.");
    response.headers.set("Allow", "POST, OPTIONS");
    return response;
  }
  const refused = refuseInitialize(json);
  if (refused) return refused;
  const server = toolset.createServer(session, handlerOf(toolset).notify);
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await server.connect(transport);
  const gone = new Promise<Response>((resolve) => {
    request.signal.addEventListener("abort", () => resolve(new Response(null, { status: 499 })), {
      once: true,
    });
  });
  try {
    const answered = transport.handleRequest(request, json === undefined ? {} : { parsedBody: json });
    const response = withOwnHeaders(await Promise.race([answered, gone]));
    const sessionId = oldSessionId(json);
    if (sessionId !== null) response.headers.set("Mcp-Session-Id", sessionId);
    return response;
  } finally {
    await transport.close();
    await server.close();
  }
}

/** -32602 for an `initialize` without what it needs, which the SDK would answer as a failure of ours; else null. */
function refuseInitialize(json: unknown): Response | null {
  const wrong = [json]
    .flat()
    .filter((item) => isJSONRPCRequest(item))
    .find((request) => request.method === "initialize" && !isInitializeRequest(request));
  if (wrong === undefined) return null;
  const message = "initialize needs protocolVersion, capabilities and clientInfo with name and version.";
  return Response.json({
    jsonrpc: "2.0",
    id: wrong.id,
    error: { code: ProtocolErrorCode.InvalidParams, message },
  });
}

/** Headers of a response the SDK made can be immutable. */
function withOwnHeaders(response: Response): Response {
  return new Response(response.body, { status: response.status, headers: new Headers(response.headers) });
}
