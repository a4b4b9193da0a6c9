/** Called by Next once when the server starts; also during a build, where nothing may run. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const { startWorker } = await import("./lib/jobs/worker");
  // Not awaited: the server answers before the queue is there.
  void startWorker();
}
