import type { Instrumentation } from "next";

/** Called by Next once when the server starts; also during a build, where nothing may run. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { startWorker } = await import("./lib/jobs/worker");
  // Not awaited: the server answers before the queue is there.
  void startWorker();
}

/** Logs what no page or handler caught; the error page shows the same digest and request id. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logger } = await import("./lib/core/logger");
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  logger.error(
    {
      err: error,
      digest,
      requestId: request.headers["x-request-id"],
      method: request.method,
      // Without the query: it may hold a code or a token.
      path: request.path.split("?")[0],
      route: context.routePath,
    },
    "a request failed",
  );
};
