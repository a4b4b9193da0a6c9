// What every command of a fresh clone needs first: the packages. Plain JavaScript without dependencies, because it runs on
// whatever Node the machine has, before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./runtime.mjs";

const HEARTBEAT_MS = 5_000;

/**
 * Whether node_modules holds exactly what the lock file names. npm writes what it installed into a list of its own as its
 * last step, so an interrupted install shows too.
 */
export function isInstalled(root = ROOT) {
  const list = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(list)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(list, "utf8")).packages;
  const isSame = ([name, { version }]) => wanted[name]?.version === version;
  const isThere = ([name, { optional, link }]) => name === "" || optional || link || name in present;
  return Object.entries(present).every(isSame) && Object.entries(wanted).every(isThere);
}

/** Installs the packages of the lock file when they are missing or differ. Ends the process with a plain sentence on failure. */
export async function install() {
  if (isInstalled()) return;
  console.error("Installing packages. The first time this takes a minute or two.");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  // npm shows nothing without a terminal, and a silent minute looks like a hang.
  const heartbeat = setInterval(
    () => console.error(`  … ${countPackages()} packages, ${seconds()} s`),
    HEARTBEAT_MS,
  );
  const code = await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  clearInterval(heartbeat);
  if (code !== 0) {
    console.error(
      "The packages could not be installed; npm's message is above. Check the network and run the same command again.",
    );
    process.exit(1);
  }
  console.error(`Installed in ${seconds()} s.`);
}

/** Packages whose files are there; npm makes all folders first. */
function countPackages() {
  const folder = path.join(ROOT, "node_modules");
  const names = safeList(folder).flatMap((name) =>
    name.startsWith("@") ? safeList(path.join(folder, name)).map((inner) => path.join(name, inner)) : [name],
  );
  return names.filter((name) => existsSync(path.join(folder, name, "package.json"))).length;
}

/** npm moves folders about while it works. */
function safeList(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function runNpm(args) {
  // Under `npm start` npm says where it is itself; another package manager's path there is of no use.
  const cli = process.env.npm_execpath;
  const isNpm = cli && path.basename(cli) === "npm-cli.js" && existsSync(cli);
  const [command, prefix] = isNpm ? [process.execPath, [cli]] : ["npm", []];
  return new Promise((resolve) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd: ROOT,
      // Standard output belongs to the command, which may print something a program reads.
      stdio: ["ignore", 2, 2],
      shell: !isNpm && process.platform === "win32",
      env: { ...process.env, NODE_ENV: "development" },
    });
    child.on("error", (error) => {
      console.error(`npm could not be started: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
