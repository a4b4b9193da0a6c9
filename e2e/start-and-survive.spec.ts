// What an operator lives through: the first start, the second, a killed database, a killed everything.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { freePort, isAlive } from "@/lib/db/embedded-process";

const ROOT = path.resolve(import.meta.dirname, "..");

type Running = { child: ChildProcess; output(): string; readyAfterMs: number };

/** `npm start` without npm, until it says that it is ready. */
async function start(dataDir: string, port: number): Promise<Running> {
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

function exit(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once("exit", resolve));
}

async function readiness(port: number): Promise<number> {
  try {
    return (await fetch(`http://localhost:${port}/api/health/ready`)).status;
  } catch {
    return 0;
  }
}

function postmaster(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

/** Everything the start script runs itself: the server is its child. */
function serverOf(child: ChildProcess): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  const server = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("serve.ts"));
  if (!server) throw new Error("The start script has no server.");
  return server;
}

async function query(dataDir: string, sql: string): Promise<unknown[]> {
  const { port, appPassword } = JSON.parse(readFileSync(path.join(dataDir, "database.json"), "utf8"));
  const client = new pg.Client(`postgresql://caramel:${appPassword}@127.0.0.1:${port}/caramel`);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("an installation starts, survives kills and stops without losing anything", async () => {
  test.setTimeout(240_000);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-installation-"));
  const port = await freePort();
  let running: Running | undefined;
  try {
    await test.step("the first start ends with the address and a link for the first owner", async () => {
      running = await start(dataDir, port);
      expect(running.output()).toContain(`Caramel is ready: http://localhost:${port}`);
      expect(running.output()).toMatch(new RegExp(`http://localhost:${port}/\\S{20,}`));
      expect(await readiness(port)).toBe(200);
      await query(dataDir, "CREATE TABLE kept AS SELECT 42 AS answer");
    });

    await test.step("a killed database comes back by itself, and the server stays", async () => {
      const { child } = running as Running;
      const [server, database] = [serverOf(child), postmaster(dataDir)];
      process.kill(database, "SIGKILL");
      await expect.poll(() => (isAlive(database) ? 0 : readiness(port)), { timeout: 15_000 }).toBe(200);
      expect(serverOf(child)).toBe(server);
      expect(postmaster(dataDir)).not.toBe(database);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });

    await test.step("a killed server is started again", async () => {
      const { child } = running as Running;
      const server = serverOf(child);
      process.kill(server, "SIGKILL");
      await expect.poll(() => (isAlive(server) ? 0 : readiness(port)), { timeout: 15_000 }).toBe(200);
    });

    await test.step("a signal stops everything", async () => {
      const { child } = running as Running;
      const pids = [serverOf(child), postmaster(dataDir)];
      child.kill("SIGTERM");
      expect(await exit(child)).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(await readiness(port)).toBe(0);
    });

    await test.step("the second start takes seconds, and kill -9 of everything leaves a database that starts", async () => {
      running = await start(dataDir, port);
      expect(running.readyAfterMs).toBeLessThan(15_000);
      const pids = [running.child.pid as number, serverOf(running.child), postmaster(dataDir)];
      for (const pid of pids) process.kill(pid, "SIGKILL");
      await exit(running.child);
      await expect.poll(() => readiness(port)).toBe(0);
      running = await start(dataDir, port);
      expect(await readiness(port)).toBe(200);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });

    await test.step("a killed start script leaves a server that the next start takes over from", async () => {
      const before = running as Running;
      const server = serverOf(before.child);
      before.child.kill("SIGKILL");
      await exit(before.child);
      expect(await readiness(port)).toBe(200);
      running = await start(dataDir, port);
      expect(isAlive(server)).toBe(false);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });
  } finally {
    running?.child.kill("SIGTERM");
    if (running) await exit(running.child);
    rmSync(dataDir, { recursive: true, force: true });
  }
});
