import "server-only";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findEngine } from "./embedded-engine";
import { prepareFolder, readSettings, type Settings, writeSettings } from "./embedded-folder";
import {
  acceptsQueries,
  freePort,
  isAlive,
  launchServer,
  livePort,
  livePostmaster,
  PortTakenError,
  stopServer,
} from "./embedded-process";
import { lock, registerUser } from "./embedded-users";

/** A running built-in PostgreSQL. */
export type EmbeddedServer = {
  /** Address of the application's database, as its owner (not a superuser). */
  url: string;
  /** Address of the `postgres` database as superuser, for tests and maintenance. */
  adminUrl: string;
  port: number;
  /** The postmaster's process id. */
  pid: number;
  /** Lines for the operator. */
  notices: string[];
  /** Resolves when the postmaster is gone, whoever ended it. */
  ended(): Promise<void>;
  /** Lets go of the server and ends it, unless another living process uses the same folder. */
  stop(): Promise<void>;
};

const APP = "caramel";
const ENDED_POLL_MS = 250;

const COMMON_FLAGS = [
  "listen_addresses=127.0.0.1",
  // Loopback with a password is the only way in, on every platform the same.
  "unix_socket_directories=",
  "max_connections=200",
  // A failing statement carries customers' data; it has no business in a log file.
  "log_min_error_statement=panic",
  "log_parameter_max_length_on_error=0",
];

/**
 * Starts the built-in PostgreSQL of a data folder, or joins the one that already runs there.
 * Recovers by itself after the server or the machine was killed. Keeps its files in `<dataDir>/postgres`, its passwords and
 * port in `<dataDir>/database.json` (mode 600), its log in `<dataDir>/postgres.log`.
 * @throws Error in plain words when this machine can't run it
 */
export async function startEmbedded(dataDir: string, extraFlags: string[] = []): Promise<EmbeddedServer> {
  const root = path.resolve(dataDir);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const engine = findEngine();
  const notices = engine.notice ? [engine.notice] : [];
  const unlock = await lock(root);
  try {
    const folder = await prepareFolder(root, engine, notices);
    let settings = readSettings(root);
    let pid = await join(folder, settings);
    if (pid === null) {
      const launch = (port: number) =>
        launchServer({
          engine,
          folder,
          port,
          flags: [...COMMON_FLAGS, ...extraFlags],
          logFile: path.join(root, "postgres.log"),
          adminUrl: adminUrl({ ...settings, port }),
        });
      try {
        pid = await launch(settings.port);
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
        // The port was free when it was chosen, and another program took it since. Only we use it, so take another.
        settings = { ...settings, port: await freePort() };
        pid = await launch(settings.port);
        writeSettings(root, settings);
      }
    } else {
      settings = { ...settings, port: livePort(folder) ?? settings.port };
    }
    await ensureDatabase(settings);
    return handle({ root, folder, settings, pid, notices, release: registerUser(root) });
  } finally {
    unlock();
  }
}

type Started = {
  root: string;
  folder: string;
  settings: Settings;
  pid: number;
  notices: string[];
  release: () => boolean;
};

function handle({ root, folder, settings, pid, notices, release }: Started): EmbeddedServer {
  return {
    url: appUrl(settings),
    adminUrl: adminUrl(settings),
    port: settings.port,
    pid,
    notices,
    async ended() {
      while (isAlive(pid)) await sleep(ENDED_POLL_MS);
    },
    async stop() {
      const unlock = await lock(root);
      try {
        // Another process may have started it anew since.
        const current = livePostmaster(folder);
        if (release() && current) await stopServer(current);
      } finally {
        unlock();
      }
    },
  };
}

/** The process id of a server that already runs in the folder and lets us in, or null. */
async function join(folder: string, settings: Settings): Promise<number | null> {
  const pid = livePostmaster(folder);
  if (pid === null) return null;
  const port = livePort(folder) ?? settings.port;
  if (await acceptsQueries(adminUrl({ ...settings, port }), () => !isAlive(pid))) return pid;
  if (!isAlive(pid)) return null;
  throw new Error(
    `A PostgreSQL runs in ${folder} (process ${pid}) but does not answer. Stop it and start again.`,
  );
}

/** The application gets a role that owns its database and nothing else. */
async function ensureDatabase(settings: Settings) {
  const client = new pg.Client({ connectionString: adminUrl(settings) });
  await client.connect();
  try {
    const { rows: roles } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP]);
    if (roles.length === 0) {
      await client.query(`CREATE ROLE ${APP} LOGIN PASSWORD ${client.escapeLiteral(settings.appPassword)}`);
    }
    const { rows: databases } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [APP]);
    if (databases.length === 0) {
      await client.query(`CREATE DATABASE ${APP} OWNER ${APP}`);
      await client.query(`REVOKE ALL ON DATABASE ${APP} FROM PUBLIC`);
    }
  } finally {
    await client.end();
  }
}

function appUrl({ port, appPassword }: Settings): string {
  return `postgresql://${APP}:${appPassword}@127.0.0.1:${port}/${APP}`;
}

function adminUrl({ port, adminPassword }: Settings): string {
  return `postgresql://postgres:${adminPassword}@127.0.0.1:${port}/postgres`;
}
