import "server-only";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Engine } from "./embedded-engine";

/** Longest wait for a server that is replaying its log after a crash. */
const RECOVERY_TIMEOUT_MS = 120_000;
/** A dead postmaster's children notice within moments; after this they are told to go. */
const ORPHAN_GRACE_MS = 3_000;
const STOP_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export type Launch = {
  engine: Engine;
  folder: string;
  logFile: string;
  port: number;
  adminUrl: string;
  flags: string[];
};

/** The postmaster recorded in the folder, when it is alive and really serves this folder. */
export function livePostmaster(folder: string): number | null {
  const file = path.join(folder, "postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const cwd = workingFolder(pid);
  return cwd === null || cwd === realpathSync(folder) ? pid : null;
}

/** The port the live server of the folder listens on. */
export function livePort(folder: string): number | null {
  const port = Number(readFileSync(path.join(folder, "postmaster.pid"), "utf8").split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** Whether a process runs; one that ended and was not collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return existsSync("/proc/self") ? existsSync(`/proc/${pid}`) : true;
  }
}

/** PostgreSQL's processes change into their data folder, which tells whose they are. Null where that can't be read. */
function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Server processes of the folder that outlived their postmaster. They hold its shared memory and block a new start. */
function orphans(folder: string): number[] {
  if (!existsSync("/proc/self")) return [];
  const real = realpathSync(folder);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolder(pid) === real && commandName(pid) === "postgres" && isAlive(pid));
}

function commandName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return null;
  }
}

async function clearOrphans(folder: string) {
  for (const [signal, graceMs] of [
    [null, ORPHAN_GRACE_MS],
    ["SIGQUIT", ORPHAN_GRACE_MS],
    ["SIGKILL", 1_000],
  ] as const) {
    if (signal) for (const pid of orphans(folder)) signalQuietly(pid, signal);
    const deadline = Date.now() + graceMs;
    while (Date.now() < deadline) {
      if (orphans(folder).length === 0) return;
      await sleep(50);
    }
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in a terminal reaches the application first.
 * Recovers from a killed predecessor. Resolves with the postmaster's process id once it accepts queries.
 * @throws PortTakenError another program listens on the port
 * @throws Error with the end of the server's log
 */
export async function launchServer(launch: Launch): Promise<number> {
  const pidFile = path.join(launch.folder, "postmaster.pid");
  if (existsSync(pidFile)) {
    await clearOrphans(launch.folder);
    // Its process is gone or is another program by now; PostgreSQL itself would trust the number.
    rmSync(pidFile, { force: true });
  }
  if (!(await isPortFree(launch.port))) throw new PortTakenError(launch.port);
  if (existsSync(launch.logFile) && statSync(launch.logFile).size > LOG_LIMIT_BYTES) rmSync(launch.logFile);
  const log = openSync(launch.logFile, "a", 0o600);
  const from = statSync(launch.logFile).size;
  const child = spawn(
    launch.engine.postgres,
    ["-D", launch.folder, "-p", String(launch.port), ...launch.flags.flatMap((flag) => ["-c", flag])],
    {
      ...launch.engine.user,
      cwd: "/",
      detached: true,
      stdio: ["ignore", log, log],
      env: serverEnvironment(),
    },
  );
  closeSync(log);
  let ended = false;
  child.on("exit", () => {
    ended = true;
  });
  child.on("error", () => {
    ended = true;
  });
  child.unref();
  if (await acceptsQueries(launch.adminUrl, () => ended)) return child.pid as number;
  if (child.pid && !ended) signalQuietly(child.pid, "SIGQUIT");
  const words = readFileSync(launch.logFile, "utf8").slice(from).trim().split("\n").slice(-8).join("\n");
  throw new Error(`The built-in PostgreSQL did not start. The end of ${launch.logFile} says:\n${words}`);
}

/** Waits until the server answers a query; false when `hasEnded` says there is nothing to wait for, or after two minutes. */
export async function acceptsQueries(url: string, hasEnded: () => boolean): Promise<boolean> {
  const deadline = Date.now() + RECOVERY_TIMEOUT_MS;
  while (!hasEnded() && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("SELECT 1");
      return true;
    } catch (error) {
      // 28P01: the password is wrong; asking again does not help.
      if ((error as { code?: string }).code === "28P01") return false;
      await sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}

/** Ends the server: sessions are cut, everything committed is written out. `SIGQUIT` skips the writing. */
export async function stopServer(pid: number, signal: "SIGINT" | "SIGQUIT" = "SIGINT") {
  signalQuietly(pid, signal);
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid)) {
    // Its log makes up for a checkpoint that a slow disk can't finish.
    if (Date.now() > deadline) signalQuietly(pid, "SIGQUIT");
    await sleep(20);
  }
}

/** The environment may hold the operator's own PGDATA or secrets; the server needs neither. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TZ, SystemRoot, TEMP, TMP } = process.env;
  return {
    PATH,
    TZ,
    SystemRoot,
    TEMP,
    TMP,
    LC_ALL: undefined,
    LC_MESSAGES: "C",
  } as unknown as NodeJS.ProcessEnv;
}

export class PortTakenError extends Error {
  constructor(port: number) {
    super(`Another program listens on port ${port}.`);
  }
}

/** Whether nothing listens on a port of the loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/**
 * A port on the loopback address on which nothing listens. None of those that systems hand out to outgoing connections
 * (RFC 6335 §6; on Linux from 32768): such a one may be gone a moment later.
 * @throws Error none was found
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(10_240, 32_768);
    if (await isPortFree(port)) return port;
  }
  throw new Error("No free port was found on 127.0.0.1. Does the machine have a loopback address?");
}
