// npm run admin -- <command>: the operator's terminal. Works while the server runs and while it does not.
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap.mjs";
import { ensureNode } from "./runtime.mjs";

// Standard output belongs to the command's answer.
console.log = console.error;
await install();
await ensureNode(fileURLToPath(import.meta.url));
await import("./hooks.mjs");
const { main } = await import("./admin.ts");
await main(process.argv.slice(2));
