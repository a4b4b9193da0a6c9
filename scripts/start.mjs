// npm start, npm run dev: from a fresh clone to a running Caramel.
import { fileURLToPath } from "node:url";
import { install } from "./bootstrap.mjs";
import { ensureNode } from "./runtime.mjs";

await install();
await ensureNode(fileURLToPath(import.meta.url));
await import("./hooks.mjs");
const { launch } = await import("./launch.ts");
await launch({ dev: process.argv.includes("--dev") });
