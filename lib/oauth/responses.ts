import "server-only";

/** Readable by scripts of any site; credentials are never part of it, so cookies don't come along. */
export const OPEN_CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "WWW-Authenticate, Retry-After",
} as const;

/** An error of RFC 6749 §5.2 or RFC 7591 §3.2.2. */
export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { "cache-control": "no-store", ...headers } },
  );
}

/** The answer to a browser that asks whether it may send a request from another site. */
export function preflight(methods: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...OPEN_CORS,
      "access-control-allow-methods": methods,
      "access-control-allow-headers": "Authorization, Content-Type, Accept, MCP-Protocol-Version",
      "access-control-max-age": "3600",
    },
  });
}
