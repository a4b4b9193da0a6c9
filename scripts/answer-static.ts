// The files of a build, answered in front of Next, which would pack them anew for every visitor.
import type http from "node:http";
import sirv from "sirv";
import { staticFolder } from "./pack-static";

const PREFIX = "/_next/static/";
const YEAR_SECONDS = 31_536_000;

/**
 * Answers requests for the files of a build, in the smallest form the visitor takes. Their names change with what they hold, so
 * nobody asks for one twice.
 * @returns a function that returns false when a request is for something else, or for no file of this build
 */
export function answerStatic(buildFolder: string) {
  const serve = sirv(staticFolder(buildFolder), {
    etag: true,
    immutable: true,
    maxAge: YEAR_SECONDS,
    brotli: true,
    gzip: true,
    extensions: [],
    setHeaders: (response) => response.setHeader("x-content-type-options", "nosniff"),
  });
  return (request: http.IncomingMessage, response: http.ServerResponse): boolean => {
    const { method, headers, url = "" } = request;
    if (!url.startsWith(PREFIX) || (method !== "GET" && method !== "HEAD")) return false;
    let isFound = true;
    // It reads nothing else of a request, and looks from its own folder on.
    const asked = { method, headers, url: url.slice(PREFIX.length - 1) } as http.IncomingMessage;
    serve(asked, response, () => {
      isFound = false;
    });
    return isFound;
  };
}
