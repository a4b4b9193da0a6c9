// npm test [-- step …]: every check of the project on a fresh clone. The last line is "N passed, N failed".
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap.mjs";
import { ensureNode } from "./runtime.mjs";

let installed = false;
process.on("exit", () => {
  if (!installed) console.log("0 passed, 1 failed");
});
await install();
installed = true;
await ensureNode(fileURLToPath(import.meta.url));
await import("./hooks.mjs");
const { runChecks } = await import("./checks.ts");
process.exitCode = await runChecks(process.argv.slice(2));
