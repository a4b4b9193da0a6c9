// One line for each request that reaches the application.
import type { IncomingMessage, ServerResponse } from "node:http";
import { logger } from "@/lib/core/logger";

/** Files of the build and questions of a load balancer would bury everything else. */
const UNLOGGED = /^\/(_next\/|api\/health\/|icon\.svg)/;

/** Paths whose next part is a secret link. */
const SECRET_PATHS = /^(\/invitation\/|\/+mcp\/+t\/+)[^/]+/i;
/** Our keys and the secrets of addresses, wherever somebody puts them. */
const SECRETS = /\bch[at]_[0-9A-Za-z]+/g;

/** The path of a request without its query and without secret parts: both may hold codes and tokens. */
export function loggedPath(url: string): string {
  return (url.split("?")[0] ?? "").replace(SECRET_PATHS, "$1[masked]").replace(SECRETS, "[masked]");
}

/** Logs method, path, status and duration once the answer has left, or that the client went away before. */
export function logRequest(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const path = loggedPath(request.url ?? "/");
  if (UNLOGGED.test(path)) return;
  const started = performance.now();
  response.once("close", () => {
    logger.info(
      {
        requestId,
        method: request.method,
        path,
        status: response.statusCode,
        durationMs: Math.round(performance.now() - started),
        ...(response.writableFinished ? {} : { isAborted: true }),
      },
      "request",
    );
  });
}
