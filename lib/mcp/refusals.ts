import "server-only";
import { failedAuthentication, takeAttempt } from "@/lib/auth/attempts";
import { INTERNAL_ERROR_TEXT } from "@/lib/core/errors";
import type { Endpoint } from "./endpoint";

/** Addresses whose failed attempts are used up, with the time until which; saves the database during a flood. */
const exhausted = new Map<string, number>();
const MAX_EXHAUSTED = 10_000;

/** 401 without an error code: no credential was sent (RFC 6750 §3.1). */
export function askForCredential(endpoint: Endpoint): Response {
  return refusal(401, {
    body: {
      error: "unauthorized",
      error_description: "Sign in with OAuth or send an API key as a bearer token.",
    },
    challenge: challenge(endpoint),
  });
}

/** 401 `invalid_token`, the same for every reason, so that it tells nothing. 429 after too many from one address. */
export async function refuseCredential(endpoint: Endpoint, request: Request): Promise<Response> {
  const wait = await takeFailure(request.headers.get("x-caramel-client-ip") ?? "unknown");
  if (wait > 0) return tooManyFailures(wait);
  return refusal(401, {
    body: { error: "invalid_token", error_description: "The token or key is not valid here." },
    challenge: challenge(endpoint, "invalid_token", "The token or key is not valid here."),
  });
}

/** 403 without a challenge: signing in again would not help, so no client should start to. */
export function refusePaused(): Response {
  return refusal(403, {
    body: {
      error: "connection_paused",
      error_description:
        "This connection is paused. A person resumes it in the dashboard under Integrations, MCP.",
    },
  });
}

/** 403 without a challenge: the organisation's policy no longer lets this client connect. */
export function refuseBlocked(): Response {
  return refusal(403, {
    body: {
      error: "client_not_allowed",
      error_description:
        "The organisation does not let this client connect. An admin changes that in the dashboard under Settings.",
    },
  });
}

/** 403 `insufficient_scope` with every scope that is needed (RFC 6750 §3.1), so that the client asks again for all. */
export function askForScopes(endpoint: Endpoint): Response {
  return refusal(403, {
    body: {
      error: "insufficient_scope",
      error_description: "This needs a token with more scopes.",
      scope: endpoint.scopes.join(" "),
    },
    challenge: challenge(endpoint, "insufficient_scope", "This needs a token with more scopes."),
  });
}

/** 403: a host name or browser origin that is not ours. */
export function refuseSource(): Response {
  return jsonRpcError(
    403,
    -32_000,
    "This host name or origin may not call this server. The operator sets ALLOWED_HOSTS and ALLOWED_ORIGINS.",
  );
}

/** 503: the database can't be asked, so nobody is let in. */
export function unavailable(requestId: string): Response {
  const response = jsonRpcError(503, -32_603, INTERNAL_ERROR_TEXT, { request_id: requestId });
  response.headers.set("Retry-After", "2");
  return response;
}

/** An answer outside the SDK's serving, in the shape of a JSON-RPC error. */
export function jsonRpcError(status: number, code: number, message: string, data?: unknown): Response {
  return Response.json(
    { jsonrpc: "2.0", error: { code, message, ...(data !== undefined && { data }) }, id: null },
    { status },
  );
}

function challenge(endpoint: Endpoint, error?: string, description?: string): string {
  const ours =
    endpoint.metadataUrl === null
      ? ['Bearer realm="caramel"']
      : [`Bearer resource_metadata="${endpoint.metadataUrl}"`, `scope="${endpoint.scopes.join(" ")}"`];
  return [...ours, ...(error ? [`error="${error}"`, `error_description="${description}"`] : [])].join(", ");
}

function refusal(status: number, { body, challenge }: { body: object; challenge?: string }): Response {
  return Response.json(body, { status, headers: challenge ? { "WWW-Authenticate": challenge } : {} });
}

function tooManyFailures(wait: number): Response {
  return Response.json(
    { error: "too_many_attempts", error_description: `Too many failed attempts. Wait ${wait} seconds.` },
    { status: 429, headers: { "Retry-After": String(wait) } },
  );
}

async function takeFailure(address: string): Promise<number> {
  const left = (exhausted.get(address) ?? 0) - Date.now();
  if (left > 0) return Math.ceil(left / 1000);
  const wait = await takeAttempt(failedAuthentication(address));
  if (wait === 0) exhausted.delete(address);
  else {
    if (exhausted.size >= MAX_EXHAUSTED) exhausted.clear();
    exhausted.set(address, Date.now() + wait * 1000);
  }
  return wait;
}
