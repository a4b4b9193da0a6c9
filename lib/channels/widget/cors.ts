import "server-only";

/** How long a browser may remember the answer to a preflight request, in seconds. */
const PREFLIGHT_SECONDS = 7_200;

/**
 * The answer to a preflight request (Fetch §3.2.2): any page may ask. Whether it may have the answer, the request itself
 * tells, in words that the shop's owner finds in the browser's console; a refused preflight would leave none.
 */
export function widgetPreflight(request: Request): Response {
  const origin = request.headers.get("origin");
  return new Response(null, {
    status: 204,
    headers: {
      vary: "Origin",
      ...(origin !== null && {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-max-age": String(PREFLIGHT_SECONDS),
      }),
    },
  });
}

/** Lets pages of one origin read an answer, or with `*` of any. Cookies have no part in it: the visitor is the token. */
export function readableBy(origin: string, response: Response): Response {
  response.headers.set("access-control-allow-origin", origin);
  response.headers.set("access-control-expose-headers", "retry-after, x-request-id");
  response.headers.set("vary", "Origin");
  return response;
}
