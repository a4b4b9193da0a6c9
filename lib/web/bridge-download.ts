import "server-only";

declare global {
  /** The npm package of the stdio bridge; the server process packs it when it starts. */
  var caramelBridge: { archive: Buffer; etag: string } | undefined;
}

/** How long a download may be used without asking again, in seconds; after an update the new one should come soon. */
const MAX_AGE_SECONDS = 300;

/** The package for `npx`, or 304 when the asker has it (RFC 9110 §13.1.2). It holds nothing secret and is the same for everybody. */
export function answerBridgeDownload(request: Request): Response {
  const bridge = globalThis.caramelBridge;
  if (!bridge) {
    return Response.json(
      { error: "unavailable", error_description: "The package is not ready yet. Try again in a moment." },
      { status: 503, headers: { "retry-after": "2", "cache-control": "no-store" } },
    );
  }
  const headers = { etag: bridge.etag, "cache-control": `public, max-age=${MAX_AGE_SECONDS}` };
  const known = request.headers.get("if-none-match") ?? "";
  const isKnown = known
    .split(",")
    .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === bridge.etag);
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(bridge.archive), {
    headers: {
      ...headers,
      "content-type": "application/gzip",
      "content-length": String(bridge.archive.length),
      "content-disposition": 'attachment; filename="caramel-mcp.tgz"',
    },
  });
}
