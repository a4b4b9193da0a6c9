import "server-only";
import { toFetchResponse } from "fetch-to-node";
import { errors, type Provider } from "oidc-provider";
import { takeAttempt, waitFor } from "@/lib/auth/attempts";
import { noteAttempt, sourceOf } from "@/lib/auth/connect-attempts";
import { MINUTE_SECONDS } from "@/lib/core/clock";
import { env } from "@/lib/core/env";
import { logger } from "@/lib/core/logger";
import { isDatabaseUnreachable, RETRY_AFTER_SECONDS } from "@/lib/db/unreachable";
import { ERROR_STYLE, ERROR_STYLE_PATH } from "./error-pages";
import { toNode } from "./node-bridge";
import { authorizationServer, ROUTES } from "./provider";
import { readRegistration, refuseRegistration } from "./registration";
import { clientAddress } from "./request-address";
import { mendAuthorization, mendRevocation, mendTokenRequest } from "./requests";
import { OPEN_CORS, oauthError, preflight } from "./responses";

/** Largest body of a request, in bytes. */
const MAX_BODY_BYTES = 48 * 1024;

/** Wrong secrets for one client from one address in a minute; secrets have 256 bits, this keeps the log quiet. */
const WRONG_SECRETS_PER_MINUTE = 30;

/** Endpoints that scripts of other sites may call. Never the authorization endpoint (OAuth 2.1 §3.1). */
const CORS_METHODS: ReadonlyMap<string, string> = new Map([
  [ROUTES.token, "POST"],
  [ROUTES.registration, "POST"],
  [ROUTES.revocation, "POST"],
  [ROUTES.jwks, "GET"],
]);

/**
 * Answers a request to the authorization server.
 * @param path of the endpoint, whatever alias it was called by
 */
export async function handleOAuth(request: Request, path: string): Promise<Response> {
  if (path === ERROR_STYLE_PATH && request.method === "GET") return errorStyle();
  const methods = CORS_METHODS.get(path);
  if (methods !== undefined && request.method === "OPTIONS") return preflight(methods);
  const response = await answer(request, path).catch((error: unknown) => whileAway(error, request));
  for (const [name, value] of methods === undefined ? [] : Object.entries(OPEN_CORS)) {
    response.headers.set(name, value);
  }
  return response;
}

/** The database went away before the provider had the request; what happens inside of it, it answers itself. */
function whileAway(error: unknown, request: Request): Response {
  if (!isDatabaseUnreachable(error)) throw error;
  logger.error({ err: error, requestId: request.headers.get("x-request-id") }, "authorization server failed");
  return oauthError(
    503,
    "temporarily_unavailable",
    "The server can't answer at the moment. Try again soon.",
    {
      "retry-after": String(RETRY_AFTER_SECONDS),
    },
  );
}

async function answer(request: Request, path: string): Promise<Response> {
  const provider = await authorizationServer();
  const url = new URL(path, env.baseUrl);
  const sent = new URL(request.url).searchParams;
  if (path === ROUTES.authorization) url.search = mendAuthorization(sent).toString();
  if (request.method !== "POST") return forward(provider, request, url);
  const body = await readBody(request);
  if (body === null) {
    return oauthError(413, "invalid_request", `The request has more than ${MAX_BODY_BYTES} bytes.`);
  }
  if (path === ROUTES.registration) return register(provider, request, url, body);
  if (path === ROUTES.token) return exchange(provider, request, url, body);
  if (path === ROUTES.revocation && isForm(request)) {
    return forward(provider, request, url, mendRevocation(new URLSearchParams(body)).toString());
  }
  return forward(provider, request, url, body);
}

async function register(provider: Provider, request: Request, url: URL, body: string): Promise<Response> {
  const refusal = await refuseRegistration(clientAddress(request));
  if (refusal) {
    refused("too_many_registrations", "");
    return refusal;
  }
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    const description = "The metadata must be sent as application/json.";
    refused("invalid_client_metadata", description);
    return oauthError(400, "invalid_client_metadata", description);
  }
  try {
    return await forward(provider, request, url, JSON.stringify(readRegistration(body)));
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    refused(error.error, error.error_description ?? "");
    return oauthError(error.statusCode, error.error, error.error_description ?? "");
  }

  // What the provider never sees; what it refuses itself, it tells by an event.
  function refused(errorCode: string, detail: string): void {
    noteAttempt(sourceOf(request.headers), { step: "registration", outcome: "failed", errorCode, detail });
  }
}

async function exchange(provider: Provider, request: Request, url: URL, body: string): Promise<Response> {
  if (!isForm(request)) return forward(provider, request, url, body);
  const params = await mendTokenRequest(new URLSearchParams(body));
  const hasSecret = params.has("client_secret") || request.headers.has("authorization");
  const wrongSecret = {
    subject: `client-secret:${params.get("client_id") ?? ""}:${clientAddress(request)}`.slice(0, 600),
    limit: WRONG_SECRETS_PER_MINUTE,
    spanSeconds: MINUTE_SECONDS,
  };
  const wait = hasSecret ? await waitFor(wrongSecret) : 0;
  if (wait > 0) {
    noteAttempt(sourceOf(request.headers), {
      step: "token",
      outcome: "failed",
      errorCode: "too_many_attempts",
      clientId: params.get("client_id") ?? undefined,
    });
    return oauthError(429, "invalid_client", `Too many wrong secrets. Try again in ${wait} seconds.`, {
      "retry-after": String(wait),
    });
  }
  const response = await forward(provider, request, url, params.toString());
  if (hasSecret && response.status === 401) await takeAttempt(wrongSecret);
  return response;
}

/** Runs the provider, a Node request listener, on a web request. */
async function forward(provider: Provider, request: Request, url: URL, body?: string): Promise<Response> {
  const { req, res } = toNode(request, url, body);
  const answered = toFetchResponse(res);
  provider.callback()(req, res);
  return answered;
}

function isForm(request: Request): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "");
}

/** @returns null when the body is too large */
async function readBody(request: Request): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function errorStyle(): Response {
  return new Response(ERROR_STYLE, {
    headers: { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
}
