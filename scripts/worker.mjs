// npm run worker: a process that only runs jobs, beside servers that share its database.
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap.mjs";
import { ensureNode } from "./runtime.mjs";

await install();
await ensureNode(fileURLToPath(import.meta.url));
await import("./hooks.mjs");
const { openDatabase } = await import("./admin-database.ts");
const database = await openDatabase({ logLevel: process.env.LOG_LEVEL || "info" });
const { startWorker } = await import("../lib/jobs/worker.ts");
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await globalThis.caramelStopJobs?.();
    await database.close();
    process.exit(0);
  });
}
await startWorker();
console.log("Jobs are run here; Ctrl-C lets the one at hand finish or hands it on.");
