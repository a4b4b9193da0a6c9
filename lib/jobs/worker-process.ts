import "server-only";
import { startWorker } from "./worker";

// A process that only runs jobs, beside servers that only answer: `node scripts/run.mjs lib/jobs/worker-process.ts`.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void (globalThis.caramelStopJobs?.() ?? Promise.resolve()).finally(() => process.exit(0));
  });
}
await startWorker();
