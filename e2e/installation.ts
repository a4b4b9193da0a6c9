// `npm start` without npm: a start script, the server it keeps running, and the built-in PostgreSQL.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import pg from "pg";
import { ROOT } from "@/scripts/runtime.mjs";

export interface Installation {
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  readyAfterMs: number;
}

/** Starts and waits until it says that it is ready. */
export async function startInstallation(
  dataDir: string,
  port: number,
  more: Record<string, string> = {},
): Promise<Installation> {
  const started = Date.now();
  const { NODE_OPTIONS: _, npm_lifecycle_event: __, DATABASE_URL: ___, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(ROOT, "scripts/start.mjs")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      DATA_DIR: dataDir,
      PORT: String(port),
      BASE_URL: `http://localhost:${port}`,
      ...more,
    } as NodeJS.ProcessEnv,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  await expect
    .poll(() => child.exitCode !== null || output.includes("Stop with Ctrl-C"), {
      timeout: 120_000,
      intervals: [50],
    })
    .toBe(true);
  expect(child.exitCode, output).toBeNull();
  return { child, output: () => output, readyAfterMs: Date.now() - started };
}

export function exit(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", resolve));
}

/** Status of the readiness check; 0 when nobody answers. */
export async function readiness(port: number): Promise<number> {
  try {
    return (await fetch(`http://localhost:${port}/api/health/ready`)).status;
  } catch {
    return 0;
  }
}

export function postmaster(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

/** Everything the start script runs itself: the server is its child. */
export function serverOf(child: ChildProcess): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  const server = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("serve.ts"));
  if (!server) throw new Error("The start script has no server.");
  return server;
}

/** A connection to the installation's own database. */
export async function connectTo(dataDir: string): Promise<pg.Client> {
  const { port, appPassword } = JSON.parse(readFileSync(path.join(dataDir, "database.json"), "utf8"));
  const client = new pg.Client(`postgresql://caramel:${appPassword}@127.0.0.1:${port}/caramel`);
  client.on("error", () => {});
  await client.connect();
  return client;
}
