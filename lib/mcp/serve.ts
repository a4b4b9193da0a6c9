import "server-only";
import { randomUUID } from "node:crypto";
import {
  type CallToolRequestParams,
  ProtocolError,
  ProtocolErrorCode,
  type RequestId,
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
import { closeWhenRefused } from "@/lib/core/watch-stream";
import { findStream, hadStream, type StreamOwner } from "@/lib/db/event-streams";
import { dispatch, serveLegacy } from "./dispatch";
import { type Endpoint, type EndpointOptions, endpointOf } from "./endpoint";
import {
  answerOnStream,
  asStreamableRequest,
  MAX_WAITING,
  noSuchStream,
  openEventStream,
  opensEventStream,
  postedSession,
  tooManyWaiting,
} from "./event-stream";
import { noteRefusal } from "./note-refusal";
import { corsHeaders, isExpectedSource, preflight } from "./origin";
import { MAX_BODY_BYTES, readBody } from "./post-body";
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

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}

function requestIdOf(request: Request): string {
  const id = request.headers.get("x-request-id") ?? "";
  return /^[\w-]{8,64}$/.test(id) ? id : randomUUID();
}
