// npm run admin -- <command>: works on the installation from the terminal, with or without a running server.
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap.mjs";
import { ensureNode } from "./runtime.mjs";

await install();
await ensureNode(fileURLToPath(import.meta.url));
await import("./hooks.mjs");
const { openEnvironment } = await import("./operator-environment.ts");

let code = 1;
let environment;
try {
  environment = await openEnvironment();
  const { main } = await import("./admin.ts");
  code = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
} finally {
  await environment?.close();
}
// Pools and timers of the modules must not keep the command from ending.
process.exit(code);
