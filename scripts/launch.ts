// Starts everything in order, keeps it running, and stops it in the opposite order.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type EmbeddedServer, startEmbedded } from "@/lib/db/embedded";
import { applyMigrations, MigrationError } from "@/lib/db/migrate";
import { build, isBuilt } from "./build";
import { generate } from "./generate.mjs";
import {
  noteAddress,
  OperatorError,
  type OperatorSettings,
  prepareDataFolder,
  readSettings,
  secretKey,
} from "./operator-settings";
import { endOrphanServers, noteServer } from "./orphan-servers";
import { onNpmEnd, ROOT } from "./runtime.mjs";

const RUN = path.join(ROOT, "scripts/run.mjs");
const RESTART_PAUSE_MS = 1_000;
/** A server that ends this often in a row will not get better by itself. */
const RESTART_LIMIT = 5;
const STABLE_AFTER_MS = 60_000;

/** `npm start`: returns when everything was stopped by a signal; ends the process with 1 and one sentence when it can't start. */
export async function launch({ dev }: { dev: boolean }) {
  // A closed terminal must not keep the database from being stopped properly.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const app = new Launcher(dev);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void app.stop(0));
  onNpmEnd(() => void app.stop(0));
  try {
    await app.start();
  } catch (error) {
    console.error(explain(error));
    await app.stop(1);
  }
}

class Launcher {
  readonly dev: boolean;
  database: EmbeddedServer | null = null;
  server: ChildProcess | null = null;
  stopping: Promise<void> | null = null;

  constructor(dev: boolean) {
    this.dev = dev;
  }

  async start() {
    const settings = readSettings();
    if ((await endOrphanServers(settings.dataDir)) > 0) {
      console.log("An earlier start was killed; its server has been stopped.");
    }
    await requireFreePort(settings);
    prepareDataFolder(settings.dataDir);
    noteAddress(settings);
    const secret = secretKey(settings.dataDir);
    const databaseUrl = await this.startDatabase(settings);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      SECRET_KEY: secret,
      BASE_URL: settings.baseUrl,
      PORT: String(settings.port),
      HOST: settings.host,
      DATA_DIR: settings.dataDir,
      NODE_ENV: this.dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
    };
    generate();
    const applied = await applyMigrations(databaseUrl);
    if (applied.length > 0) console.log(`Database: ${applied.length} migrations applied.`);
    if (!this.dev && !isBuilt() && !(await build(env))) {
      throw new OperatorError("The build failed; the reason is above.");
    }
    if (this.stopping) return;
    const link = firstOwnerLink(env);
    await this.startServer(env);
    welcome(settings, await link);
    void this.keepServer(env);
    if (this.database) void this.keepDatabase(settings, env);
  }

  async startDatabase(settings: OperatorSettings): Promise<string> {
    if (settings.databaseUrl) {
      await requireDatabase(settings.databaseUrl);
      return settings.databaseUrl;
    }
    this.database = await startEmbedded(settings.dataDir);
    for (const notice of this.database.notices) console.log(notice);
    return this.database.url;
  }

  /** Resolves when the server answers; throws when it ends before. */
  startServer(env: NodeJS.ProcessEnv): Promise<void> {
    const args = [RUN, path.join(ROOT, "scripts/serve.ts"), ...(this.dev ? ["--dev"] : [])];
    // In a process group of its own: Ctrl-C in a terminal comes to this process, which passes it on once.
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.server = child;
    if (child.pid && env.DATA_DIR) noteServer(env.DATA_DIR, child.pid);
    return new Promise((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("error", reject);
      child.once("exit", () => reject(new OperatorError("The server ended before it was ready.")));
    });
  }

  async keepServer(env: NodeJS.ProcessEnv) {
    let failures = 0;
    for (;;) {
      const started = Date.now();
      await ended(this.server);
      if (this.stopping) return;
      failures = Date.now() - started > STABLE_AFTER_MS ? 1 : failures + 1;
      if (failures > RESTART_LIMIT) {
        console.error("The server keeps ending. Its last messages are above.");
        return this.stop(1);
      }
      console.error("The server process ended unexpectedly and is started again.");
      await sleep(RESTART_PAUSE_MS);
      if (this.stopping) return;
      await this.startServer(env).catch(() => {});
    }
  }

  /** Starts PostgreSQL again when its process dies; the server waits for it with failing readiness. */
  async keepDatabase(settings: OperatorSettings, env: NodeJS.ProcessEnv) {
    while (!this.stopping) {
      await this.database?.ended();
      if (this.stopping) return;
      console.error("PostgreSQL ended unexpectedly and is started again.");
      try {
        this.database = await startEmbedded(settings.dataDir);
      } catch (error) {
        console.error(explain(error));
        await sleep(RESTART_PAUSE_MS);
        continue;
      }
      if (this.database.url === env.DATABASE_URL) continue;
      // Its port was taken meanwhile. The server knows the old one; ending it lets `keepServer` start one that knows better.
      env.DATABASE_URL = this.database.url;
      this.server?.kill("SIGTERM");
    }
  }

  /** The server first, so that the last requests still find their database. */
  stop(code: number): Promise<void> {
    this.stopping ??= (async () => {
      if (code === 0) console.log("\nStopping.");
      if (isRunning(this.server)) {
        this.server?.kill("SIGTERM");
        await ended(this.server);
      }
      await this.database?.stop();
      process.exit(code);
    })();
    return this.stopping;
  }
}

function isRunning(child: ChildProcess | null): boolean {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

function ended(child: ChildProcess | null): Promise<void> {
  return new Promise((resolve) => {
    if (!child || !isRunning(child)) resolve();
    else child.once("exit", () => resolve());
  });
}

async function requireFreePort({ port, host }: OperatorSettings) {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = net.createServer();
    probe.once("error", resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  if (!error) return;
  if (error.code === "EADDRINUSE") {
    throw new OperatorError(
      `Port ${port} is already in use, perhaps by another Caramel. Stop that program, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  if (error.code === "EACCES")
    throw new OperatorError(`Port ${port} needs special rights. Set PORT to a number above 1023.`);
  throw new OperatorError(
    `Caramel can't listen on ${host}:${port} (${error.code}). Set HOST to an address of this machine.`,
  );
}

async function requireDatabase(url: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SHOW server_version_num");
    if (Number(rows[0].server_version_num) < 150_000) {
      throw new OperatorError("Caramel needs PostgreSQL 15 or newer; the server at DATABASE_URL is older.");
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { hostname, port, pathname } = new URL(url);
    // A refused connection to a name with several addresses has no message of its own.
    const reason = (error as Error).message || (error as NodeJS.ErrnoException).code;
    throw new OperatorError(
      `The database at DATABASE_URL (${hostname}:${port || 5432}${pathname}) can't be used: ${reason}. Check the address and that it runs.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** The link to make the first owner, or null once there is one. Read by a process of its own, which may load the domains. */
function firstOwnerLink(env: NodeJS.ProcessEnv): Promise<string | null> {
  if (!existsSync(path.join(ROOT, "lib/auth/setup-link.ts"))) return Promise.resolve(null);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [RUN, path.join(ROOT, "scripts/print-welcome.ts")], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", () => resolve(null));
    child.on("close", () => resolve(/https?:\/\/\S+/.exec(output)?.[0] ?? null));
  });
}

function welcome({ baseUrl, dataDir, databaseUrl }: OperatorSettings, link: string | null) {
  const lines = [`Caramel is ready: ${baseUrl}`];
  if (link) {
    lines.push(
      "",
      "Nobody can sign in yet. Open this link once to create the owner's account (it works one time):",
      `  ${link}`,
      "",
      "It asks for the names of your organisation and first project. Then import your conversations and products, and",
      "connect an assistant under Integrations → Model Context Protocol → Manage.",
    );
  } else
    lines.push("Sign in there. Connect an assistant under Integrations → Model Context Protocol → Manage.");
  lines.push(
    "",
    `Data: ${databaseUrl ? "the PostgreSQL of DATABASE_URL, secrets in" : ""} ${dataDir}`.replace("  ", " "),
    "Stop with Ctrl-C.",
  );
  console.log(`\n${lines.join("\n")}\n`);
}

function explain(error: unknown): string {
  if (error instanceof OperatorError || error instanceof MigrationError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
