import "server-only";
import { randomUUID } from "node:crypto";
import {
  type CallToolRequestParams,
  createMcpHandler,
  isInitializeRequest,
  isJSONRPCRequest,
  isJsonContentType,
  isLegacyRequest,
  type McpHttpHandler,
  ProtocolError,
  ProtocolErrorCode,
  type RequestId,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { type Admission, type CallToAdmit, completeCall } from "@/lib/auth/admission";
import { actorColumns, type Caller } from "@/lib/auth/caller";
import {
  admitCredential,
  type Credential,
  checkBearer,
  checkUrlToken,
  mayRead,
  mayWrite,
  readBearer,
} from "@/lib/auth/credential";
import { logger } from "@/lib/core/logger";
import { BodyReader } from "@/lib/core/read-body";
import { closeWhenRefused } from "@/lib/core/watch-stream";
import { findStream, hadStream, type StreamOwner } from "@/lib/db/event-streams";
import { type Endpoint, type EndpointOptions, endpointOf } from "./endpoint";
import {
  answerOnStream,
  asStreamableRequest,
  MAX_WAITING,
  noSuchStream,
  oldSessionId,
  openEventStream,
  opensEventStream,
  postedSession,
  tooManyWaiting,
} from "./event-stream";
import { noteRefusal } from "./note-refusal";
import { corsHeaders, isExpectedSource, preflight } from "./origin";
import { productToolset } from "./product-toolset";
import { limitHeaders } from "./rate-limits";
import {
  askForCredential,
  askForScopes,
  jsonRpcError,
  refuseBlocked,
  refuseCredential,
  refusePaused,
  refuseSource,
  unavailable,
} from "./refusals";
import { callToAdmit, requestedCall } from "./requested-call";
import type { AdmittedCall, McpSession, Toolset } from "./session";

/** Largest request body in bytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Bodies up to this are read before the database has told whether the credential is alive; larger ones after. */
const SMALL_BODY_BYTES = 64 * 1024;

export interface ServeOptions extends EndpointOptions {
  /** The product's tools when absent. */
  toolset?: Toolset;
}

type Admitted = Extract<Admission, { caller: Caller }>;

/** A request whose credential looks right, and the way to ask whether it is. */
interface Gate {
  credential: Credential;
  endpoint: Endpoint;
  requestId: string;
  ask(call?: CallToAdmit): Promise<Admission>;
}

/**
 * Longest life of a stream of the HTTP+SSE transport. It may outlive the access token it was opened with: what goes
 * down is only what a POST with a valid one asked for, and its credential is looked at all along.
 */
const MAX_SESSION_MS = 12 * 60 * 60_000;

/**
 * Answers one HTTP request to an MCP endpoint, of either era of the protocol. In this order: preflight, Host and
 * Origin, credential (in process), body, admission (the one round trip), then the SDK's handler. What a refused
 * credential sends as its body never shows in the answer.
 */
export async function serveMcp(request: Request, options: ServeOptions): Promise<Response> {
  const requestId = requestIdOf(request);
  const endpoint = endpointOf(request, options);
  let response: Response;
  try {
    if (!isExpectedSource(request)) response = refuseSource();
    else if (request.method === "OPTIONS") return preflight(request);
    else response = await answer(request, requestId, endpoint, options);
    await noteRefusal(request, endpoint, response);
  } catch (error) {
    logger.error({ requestId, err: error }, "an MCP request failed");
    response = unavailable(requestId);
  }
  for (const [name, value] of Object.entries(corsHeaders(request))) response.headers.set(name, value);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

async function answer(
  request: Request,
  requestId: string,
  endpoint: Endpoint,
  options: ServeOptions,
): Promise<Response> {
  const toolset = options.toolset ?? productToolset;
  const bearer = options.urlToken ?? readBearer(request.headers);
  if (bearer === null) return askForCredential(endpoint);
  const credential =
    options.urlToken === undefined ? await checkBearer(bearer, endpoint.resource) : checkUrlToken(bearer);
  if (credential === null) return refuseCredential(endpoint, request);
  const ask = (call?: CallToAdmit) =>
    admitCredential(credential, {
      projectId: endpoint.projectId,
      isReadonly: endpoint.isReadonly,
      requestId,
      call,
    });
  const gate: Gate = { credential, endpoint, requestId, ask };
  if (!toolset.isStreaming) {
    const opens = opensEventStream(request);
    const opened = opens === "no" ? null : await openStream(request, gate, opens === "again");
    if (opened !== null) return opened;
    const sessionId = postedSession(request);
    if (sessionId !== null) return answerInSession(request, sessionId, gate, toolset);
  }
  return answerRequest(request, gate, toolset, dispatch);
}

/**
 * Opens a stream of the HTTP+SSE transport for whoever would be let in with a request.
 * @param isAgain only for who had one of late; null for everybody else
 */
async function openStream(
  request: Request,
  { credential, endpoint, ask }: Gate,
  isAgain: boolean,
): Promise<Response | null> {
  const admission = await ask();
  if (!isAdmitted(admission)) return refuseAdmission(admission, endpoint, request);
  if (needsMoreScopes(credential, endpoint, admission, null)) return askForScopes(endpoint);
  const owner = streamOwner(admission, endpoint);
  if (isAgain && !(await hadStream(owner))) return null;
  const response = await openEventStream(request, owner);
  return isStream(response)
    ? closeWhenRefused(response, async () => isAdmitted(await ask()), MAX_SESSION_MS)
    : response;
}

/** A POST of the HTTP+SSE transport: let in, limited and logged like any other; only its answer goes another way. */
async function answerInSession(
  request: Request,
  sessionId: string,
  gate: Gate,
  toolset: Toolset,
): Promise<Response> {
  // Before anything is taken from a limit. Knowing the id of a stream proves nothing.
  const admission = await gate.ask();
  if (!isAdmitted(admission)) return refuseAdmission(admission, gate.endpoint, request);
  const stream = await findStream(sessionId, streamOwner(admission, gate.endpoint));
  if (stream === null) return noSuchStream();
  if (stream.waiting >= MAX_WAITING) return tooManyWaiting();
  return answerOnStream(
    await answerRequest(asStreamableRequest(request), gate, toolset, serveLegacy),
    stream.hash,
  );
}

/** A stream belongs to the connection or key that opened it, at the endpoint where it did. */
function streamOwner({ caller }: Admitted, { path, isReadonly }: Endpoint): StreamOwner {
  return {
    credential: actorColumns(caller).actorId ?? "",
    endpoint: isReadonly ? `${path}?access=readonly` : path,
  };
}

async function answerRequest(
  request: Request,
  { credential, endpoint, requestId, ask }: Gate,
  toolset: Toolset,
  serve: typeof dispatch,
): Promise<Response> {
  const body = await readBody(request, async () => isAdmitted(await ask()));
  const requested = body.kind === "json" ? requestedCall(body.json) : null;
  const call = requested && callToAdmit(requested.params, toolset, endpoint, request, requestId);
  const admission = body.kind === "refused" ? await ask() : await ask(call ?? undefined);
  if (!isAdmitted(admission)) return refuseAdmission(admission, endpoint, request);
  if (body.kind === "too_large")
    return jsonRpcError(413, -32_000, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (body.kind === "no_json") return jsonRpcError(400, -32_700, "Parse error: the body is not JSON.");

  const early =
    requested && call ? { id: requested.id, call: toAdmitted(call, admission), isTaken: false } : null;
  if (needsMoreScopes(credential, endpoint, admission, call && toolset.find(call.tool))) {
    if (early)
      await completeCall(early.call.id, {
        outcome: "denied",
        errorCode: "insufficient_scope",
        durationMs: 0,
      });
    return askForScopes(endpoint);
  }

  const session: McpSession = {
    caller: admission.caller,
    requestId,
    span: endpoint.span,
    isReadonly: admission.isReadonly,
    asksFirst: admission.asksFirst,
    async admitCall(id: RequestId, params: CallToolRequestParams) {
      if (early && early.id === id && !early.isTaken) {
        early.isTaken = true;
        return early.call;
      }
      const next = callToAdmit(params, toolset, endpoint, request, requestId);
      const state = next && (await ask(next));
      if (!next || !state || !isAdmitted(state)) {
        throw new ProtocolError(ProtocolErrorCode.InvalidRequest, "The token or key is no longer valid.");
      }
      return toAdmitted(next, state);
    },
  };
  const response = await serve(request, body.kind === "json" ? body.json : undefined, session, toolset);
  if (early && !early.isTaken && !isStream(response)) {
    // The SDK found a fault in the request before any tool was reached.
    await completeCall(early.call.id, { outcome: "error", errorCode: "invalid_request", durationMs: 0 });
  }
  if (early?.call.quota) {
    for (const [name, value] of Object.entries(limitHeaders(early.call.quota)))
      response.headers.set(name, value);
  }
  return isStream(response) ? closeWhenRefused(response, async () => isAdmitted(await ask())) : response;
}

type Body = { kind: "none" | "refused" | "too_large" | "no_json" } | { kind: "json"; json: unknown };

/** Reads the body of a POST. A large one is read on only once `isAlive` says that its sender may speak at all. */
async function readBody(request: Request, isAlive: () => Promise<boolean>): Promise<Body> {
  // A wrong content type is the SDK's to refuse.
  if (request.method !== "POST" || !isJsonContentType(request.headers.get("content-type")))
    return { kind: "none" };
  const reader = new BodyReader(request);
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > SMALL_BODY_BYTES || (await reader.readUpTo(SMALL_BODY_BYTES)) === "longer") {
    const isRefused = !(await isAlive());
    if (isRefused || declared > MAX_BODY_BYTES || (await reader.readUpTo(MAX_BODY_BYTES)) === "longer") {
      await reader.cancel();
      return { kind: isRefused ? "refused" : "too_large" };
    }
  }
  const json = reader.json();
  return json === undefined ? { kind: "no_json" } : { kind: "json", json };
}

function refuseAdmission(
  { state }: Exclude<Admission, Admitted>,
  endpoint: Endpoint,
  request: Request,
): Response | Promise<Response> {
  if (state === "paused") return refusePaused();
  return state === "blocked" ? refuseBlocked() : refuseCredential(endpoint, request);
}

function isAdmitted(admission: Admission): admission is Admitted {
  return "caller" in admission;
}

function toAdmitted(call: CallToAdmit, admission: Admitted): AdmittedCall {
  const { state, caller, isReadonly, asksFirst, quota } = admission;
  return { id: call.id, state, caller, isReadonly, asksFirst, quota };
}

/** Whether a token with more scopes would help: the endpoint offers them, and the token lacks what is asked for. */
function needsMoreScopes(
  credential: Credential,
  endpoint: Endpoint,
  admission: Admitted,
  tool: ReturnType<Toolset["find"]> | null,
): boolean {
  if (admission.state === "limited") return false;
  if (!mayRead(credential)) return true;
  return tool != null && !tool.isReading && !endpoint.isReadonly && !mayWrite(credential);
}

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

async function dispatch(
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
async function serveLegacy(
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

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

function requestIdOf(request: Request): string {
  const id = request.headers.get("x-request-id") ?? "";
  return /^[\w-]{8,64}$/.test(id) ? id : randomUUID();
}
