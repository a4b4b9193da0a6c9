// Builds the application when its sources changed since the last build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { widgetFile, writeWidget } from "./build-widget";
import { packStatic } from "./pack-static";
import { ROOT } from "./runtime.mjs";

/** Folders the built application is made of. The operator's own, such as a data folder, are none of them. */
const BUILT_FOLDERS = new Set(["app", "components", "lib", "packages", "prisma", "public"]);
const NOT_BUILT_FILES = /(\.test\.tsx?|\.snap|\.md|\.sql|\.tsbuildinfo|\.log|^next-env\.d\.ts|^\.(?!env).*)$/;
/** How what Next does not do is done. */
const BUILD_SCRIPTS = ["build-widget.ts", "pack-static.ts"].map((name) => path.join("scripts", name));
/** Made from prisma/schema, which counts. */
const GENERATED = path.join("lib", "db", "generated");

/** The folder Next builds into, as in next.config.mjs. */
export function buildFolder(): string {
  return path.join(ROOT, process.env.NEXT_DIST_DIR ?? ".next");
}

/** One value for all sources the build reads; equal values mean an equal build. */
export function sourceHash(root = ROOT): string {
  const hash = createHash("sha256");
  const add = (name: string) => {
    const content = createHash("sha256").update(readFileSync(path.join(root, name)));
    hash.update(`${name}\0${content.digest("hex")}\n`);
  };
  const visit = (folder: string) => {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of entries) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (folder === "" ? BUILT_FOLDERS.has(name) : name !== GENERATED) visit(name);
      } else if (entry.isFile() && !NOT_BUILT_FILES.test(entry.name)) {
        add(name);
      }
    }
  };
  visit("");
  for (const name of BUILD_SCRIPTS) if (existsSync(path.join(root, name))) add(name);
  return hash.digest("hex");
}

/** Whether the build folder holds a finished build of the sources as they are. */
export function isBuilt(): boolean {
  const stamp = path.join(buildFolder(), "caramel-build");
  const isComplete = [path.join(buildFolder(), "BUILD_ID"), widgetFile(buildFolder()), stamp].every((file) =>
    existsSync(file),
  );
  return isComplete && readFileSync(stamp, "utf8") === sourceHash();
}

/**
 * Builds the application unless that has been done; Next's own progress is shown.
 * @returns false when the build failed
 */
export async function build(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  if (isBuilt()) return true;
  const stamp = path.join(buildFolder(), "caramel-build");
  rmSync(stamp, { force: true });
  const hash = sourceHash();
  const started = Date.now();
  console.log("Building. This takes about a minute, and only after a change.");
  const heartbeat = setInterval(
    () => console.log(`  … building, ${Math.round((Date.now() - started) / 1000)} s`),
    10_000,
  );
  const code = await runNext(["build"], { ...env, NODE_ENV: "production" });
  clearInterval(heartbeat);
  if (code !== 0) return false;
  await Promise.all([writeWidget(buildFolder()), packStatic(buildFolder())]);
  writeFileSync(stamp, hash);
  return true;
}

function runNext(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(ROOT, "node_modules/next/dist/bin/next"), ...args], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
    });
    // Whoever is stopped in the middle does not leave a build behind that goes on.
    const kill = () => child.kill();
    process.once("exit", kill);
    child.on("error", () => resolve(1));
    child.on("exit", (code) => {
      process.off("exit", kill);
      resolve(code ?? 1);
    });
  });
}
