// A whole Caramel for tests: a temporary PostgreSQL with every migration and any number of app instances on one build.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startThrowAway } from "@/lib/db/embedded-throw-away";
import { applyMigrations } from "@/lib/db/migrate";
import { isBuilt } from "./build";
import { ROOT } from "./runtime.mjs";
import { testPort } from "./test-port";

const READY_TIMEOUT_MS = 60_000;

export type StackOptions = {
  /** How many app instances share the database; 1 unless told otherwise. */
  instances?: number;
  /** The first instance's port; the others follow. A port for tests unless told otherwise. */
  port?: number;
  /** Where secrets and files of the instances go; a temporary folder unless told otherwise. */
  dataDir?: string;
  /** Added to every instance's environment. `BASE_URL` is the first instance's address unless given here. */
  env?: Record<string, string>;
  /** Use this database instead of a temporary server. It gets the migrations. */
  databaseUrl?: string;
  /** Show what the instances print; otherwise it is kept for `output()`. */
  verbose?: boolean;
};

export type Instance = {
  url: string;
  port: number;
  /** The process id of the instance that runs now. */
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it as a process manager does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again after `kill` or `stop`; resolves when it answers. */
  start(): Promise<void>;
};

export type Stack = {
  /** Public address, the same for all instances. */
  baseUrl: string;
  urls: string[];
  instances: Instance[];
  databaseUrl: string;
  /** Superuser's address; null with a database of one's own. */
  adminUrl: string | null;
  /** The environment of the instances, for commands that should work on the same data. */
  env: Record<string, string>;
  stop(): Promise<void>;
};

/**
 * Starts a stack from the existing build; every process of it ends with `stop()`.
 * @throws Error the application was not built, or an instance did not come up (with what it printed)
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  if (!isBuilt())
    throw new Error("There is no build of the sources as they are: run `npm test -- build` first.");
  const ownDataDir = options.dataDir ? null : mkdtempSync(path.join(os.tmpdir(), "caramel-stack-"));
  const server = options.databaseUrl ? null : await startThrowAway();
  const databaseUrl = options.databaseUrl ?? server?.url ?? "";
  const instances: Instance[] = [];
  const stop = async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await server?.stop();
    if (ownDataDir) rmSync(ownDataDir, { recursive: true, force: true });
  };
  try {
    await applyMigrations(databaseUrl);
    const count = options.instances ?? 1;
    const port = options.port ?? (await testPort(count));
    const baseUrl = options.env?.BASE_URL ?? `http://localhost:${port}`;
    const env = {
      SECRET_KEY: randomBytes(32).toString("hex"),
      HOST: "127.0.0.1",
      EXIT_WITH_PARENT: "1",
      DATA_DIR: ownDataDir ?? path.resolve(options.dataDir ?? ""),
      NODE_ENV: "production",
      ...options.env,
      BASE_URL: baseUrl,
      DATABASE_URL: databaseUrl,
    };
    for (let index = 0; index < count; index += 1) {
      instances.push(makeInstance(port + index, env, options.verbose ?? false));
    }
    await Promise.all(instances.map((instance) => instance.start()));
    const urls = instances.map(({ url }) => url);
    return { baseUrl, urls, instances, databaseUrl, adminUrl: server?.adminUrl ?? null, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeInstance(port: number, env: Record<string, string>, isVerbose: boolean): Instance {
  let child: ChildProcess | null = null;
  let output = "";
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    if (!ending) return null;
    child = null;
    if (ending.exitCode !== null || ending.signalCode !== null) return ending.exitCode;
    const ended = new Promise<number | null>((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    return ended;
  };
  return {
    url: `http://localhost:${port}`,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    output: () => output,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    async start() {
      const server = spawn(
        process.execPath,
        [path.join(ROOT, "scripts/run.mjs"), path.join(ROOT, "scripts/serve.ts")],
        {
          cwd: ROOT,
          env: { ...cleanEnvironment(), ...env, PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
          stdio: ["ignore", "pipe", "pipe", "ipc"],
        },
      );
      child = server;
      for (const stream of [server.stdout, server.stderr]) {
        stream?.on("data", (chunk) => {
          output += chunk;
          if (isVerbose) process.stderr.write(`[${port}] ${chunk}`);
        });
      }
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(notReady("did not answer in time")), READY_TIMEOUT_MS);
        const notReady = (what: string) => new Error(`The instance on port ${port} ${what}.\n${output}`);
        server.once("message", () => resolve());
        server.once("error", reject);
        server.once("exit", (code) => reject(notReady(`ended with ${code}`)));
        server.once("spawn", () => timer.unref());
        server.once("message", () => clearTimeout(timer));
        server.once("exit", () => clearTimeout(timer));
      });
    },
  };
}

/** Test runners put their own switches into the environment; the instances should not see them. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, ...rest } = process.env;
  return rest as NodeJS.ProcessEnv;
}
