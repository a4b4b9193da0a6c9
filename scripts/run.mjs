// node scripts/run.mjs <file.ts> [arguments]: runs a TypeScript file of the project, on the project's Node.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureNode } from "./runtime.mjs";

await ensureNode(fileURLToPath(import.meta.url));

const [file, ...rest] = process.argv.slice(2);
if (!file) {
  console.error("Usage: node scripts/run.mjs <file.ts> [arguments]");
  process.exit(1);
}
const target = path.resolve(file);
await import("./hooks.mjs");
// The file sees the arguments as if Node had been started with it.
process.argv = [process.argv[0], target, ...rest];
await import(pathToFileURL(target).href);
