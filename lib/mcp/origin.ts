import "server-only";
import { env } from "@/lib/core/env";

/** Headers a browser's MCP client sends. */
const ALLOWED_HEADERS =
  "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID";
const EXPOSED_HEADERS =
  "WWW-Authenticate, MCP-Protocol-Version, Mcp-Session-Id, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id";
const PREFLIGHT_SECONDS = "86400";

/**
 * Whether a request came to a host name of ours and, from a browser, from an origin that may call us. Guards against
 * DNS rebinding; the MCP transport asks for it on every request (Origin present and wrong: 403).
 */
export function isExpectedSource(request: Request): boolean {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (!env.allowedHosts.has(withoutDefaultPort(host))) return false;
  const origin = request.headers.get("origin");
  return origin === null || isAllowedOrigin(origin);
}

/** CORS headers for the request's origin. No credentials mode: browsers' cookies mean nothing here. */
export function corsHeaders(request: Request): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowedOrigin(origin)) return { Vary: "Origin" };
  return {
    "Access-Control-Allow-Origin": env.allowedOrigins.has("*") ? "*" : origin,
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    Vary: "Origin",
  };
}

/** The answer to a preflight request. */
export function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(request),
      "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
      "Access-Control-Allow-Headers": ALLOWED_HEADERS,
      "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    },
  });
}

function isAllowedOrigin(origin: string): boolean {
  return env.allowedOrigins.has("*") || env.allowedOrigins.has(origin.toLowerCase());
}

function withoutDefaultPort(host: string): string {
  const text = host.toLowerCase();
  return env.isHttps ? text.replace(/:443$/, "") : text.replace(/:80$/, "");
}
