// Finds a browser for the tests, and installs one where that is possible without asking.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const FIXED_PLACES = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The browser's executable: `CHROMIUM_PATH`, the system's, Playwright's own, or on Debian as root one from its packages.
 * @throws Error in plain words when there is none
 */
export function ensureChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which can't be run.`);
  }
  const found = findChromium();
  if (found) {
    // Command-line clients open their sign-in page through it.
    if (!onPath(["xdg-open"])) installPackages(["xdg-utils"]);
    return found;
  }
  console.log("No Chromium found; installing Debian's. This takes about half a minute.");
  installPackages(["chromium", "xdg-utils"]);
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    "The browser tests need Chromium. Install it, or set CHROMIUM_PATH, or run `npx playwright install chromium`.",
  );
}

function findChromium(): string | null {
  return onPath(NAMES) ?? FIXED_PLACES.find(isExecutable) ?? playwrightsOwn();
}

function playwrightsOwn(): string | null {
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : null;
}

function onPath(names: string[]): string | null {
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installPackages(names: string[]) {
  if (process.getuid?.() !== 0 || !onPath(["apt-get"])) return;
  const run = (args: string[]) =>
    spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  run(["update", "-qq"]);
  run(["install", "-y", "-qq", "--no-install-recommends", ...names]);
}
