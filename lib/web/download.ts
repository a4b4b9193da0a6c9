import "server-only";

/** How long a download may be used without asking again, in seconds; after an update the new one should come soon. */
const MAX_AGE_SECONDS = 300;
/** How long one may be used whose address changes with it: a year, the longest that is of use. */
const IMMUTABLE_SECONDS = 31_536_000;

/** What the server process made when it started, the same for everybody. */
export interface Download {
  body: Buffer;
  /** A strong validator (RFC 9110 §8.8.3). */
  etag: string;
  /** The same bytes in content codings (RFC 9110 §8.4.1), the best first. */
  encoded?: readonly { coding: "br" | "gzip"; body: Buffer; etag: string }[];
  /** Its address changes with it (RFC 8246). */
  isImmutable?: boolean;
}

/** A download, or 304 when the asker has it (RFC 9110 §13.1.2), or 503 while it is not made yet. */
export function answerDownload(
  request: Request,
  download: Download | undefined,
  contentHeaders: Record<string, string>,
  alwaysHeaders: Record<string, string> = {},
): Response {
  if (!download) {
    return Response.json(
      { error: "unavailable", error_description: "It is not ready yet. Try again in a moment." },
      { status: 503, headers: { ...alwaysHeaders, "retry-after": "2", "cache-control": "no-store" } },
    );
  }
  const accepted = acceptedCodings(request.headers.get("accept-encoding") ?? "");
  const coded = download.encoded?.find(({ coding }) => accepted.has(coding));
  const { body, etag } = coded ?? download;
  const headers = {
    ...alwaysHeaders,
    etag,
    "cache-control": download.isImmutable
      ? `public, max-age=${IMMUTABLE_SECONDS}, immutable`
      : `public, max-age=${MAX_AGE_SECONDS}, must-revalidate`,
    ...(download.encoded && { vary: "Accept-Encoding" }),
  };
  const known = request.headers.get("if-none-match") ?? "";
  const isKnown = known
    .split(",")
    .some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(body), {
    headers: {
      ...headers,
      ...contentHeaders,
      ...(coded && { "content-encoding": coded.coding }),
      "content-length": String(body.length),
    },
  });
}

/** Codings that are named and not refused with `q=0` (RFC 9110 §12.5.3). */
function acceptedCodings(header: string): Set<string> {
  const codings = header.toLowerCase().split(",");
  return new Set(
    codings.flatMap((entry) => {
      const [name = "", ...parameters] = entry.split(";").map((part) => part.trim());
      return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name];
    }),
  );
}
