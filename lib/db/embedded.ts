import "server-only";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { canWrite, type Engine, findEngine, makeServerFolder, OUTSIDE_FOLDER } from "./embedded-engine";
import {
  acceptsQueries,
  freePort,
  isAlive,
  launchServer,
  livePort,
  livePostmaster,
  PortTakenError,
  serverEnvironment,
  stopServer,
} from "./embedded-process";

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

type Settings = { port: number; adminPassword: string; appPassword: string };

const APP = "caramel";
const LOCALES = ["C.UTF-8", "en_US.UTF-8", "C"];
const LOCK_TIMEOUT_MS = 180_000;
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

/** Nothing in a throw-away database has to survive a power cut. */
const THROW_AWAY_FLAGS = [
  ...COMMON_FLAGS,
  "max_connections=300",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
];

/**
 * Starts the built-in PostgreSQL of a data folder, or joins the one that already runs there.
 * Recovers by itself after the server or the machine was killed. Keeps its files in `<dataDir>/postgres`, its passwords and
 * port in `<dataDir>/database.json` (mode 600), its log in `<dataDir>/postgres.log`.
 * @throws Error in plain words when this machine can't run it
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedServer> {
  return start(path.resolve(dataDir), COMMON_FLAGS);
}

/**
 * A server in a temporary folder, for tests: fast, not durable. It and its folder disappear with `stop()`, and also when this
 * process is killed.
 */
export async function startThrowAway(): Promise<EmbeddedServer> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-database-"));
  const guard = removeWhenThisProcessEnds(dataDir);
  try {
    const server = await start(dataDir, THROW_AWAY_FLAGS);
    const stop = async () => {
      await stopServer(server.pid, "SIGQUIT");
      remove(dataDir);
      guard.stdin?.end();
    };
    return { ...server, stop };
  } catch (error) {
    remove(dataDir);
    guard.stdin?.end();
    throw error;
  }
}

async function start(dataDir: string, flags: string[]): Promise<EmbeddedServer> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const engine = findEngine();
  const notices = engine.notice ? [engine.notice] : [];
  const unlock = await lock(path.join(dataDir, "postgres.lock"));
  try {
    const folder = await prepareFolder(dataDir, engine, notices);
    let settings = readSettings(dataDir);
    let pid = await join(folder, settings);
    if (pid === null) {
      const launch = (port: number) =>
        launchServer({
          engine,
          folder,
          port,
          flags,
          logFile: path.join(dataDir, "postgres.log"),
          adminUrl: adminUrl({ ...settings, port }),
        });
      try {
        pid = await launch(settings.port);
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
        // The port was free when it was chosen, and another program took it since. Only we use it, so take another.
        settings = { ...settings, port: await freePort() };
        pid = await launch(settings.port);
        writeSettings(dataDir, settings);
      }
      await ensureDatabase(settings);
    } else {
      settings = { ...settings, port: livePort(folder) ?? settings.port };
    }
    const release = registerUser(dataDir);
    return handle(dataDir, settings, pid, notices, release);
  } finally {
    unlock();
  }
}

function handle(
  dataDir: string,
  settings: Settings,
  pid: number,
  notices: string[],
  release: () => boolean,
): EmbeddedServer {
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
      const unlock = await lock(path.join(dataDir, "postgres.lock"));
      try {
        if (release()) await stopServer(pid);
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

/** Makes and initialises the folder on first use. Half-initialised folders never get the final name. */
async function prepareFolder(dataDir: string, engine: Engine, notices: string[]): Promise<string> {
  const folder = path.join(dataDir, "postgres");
  if (existsSync(path.join(folder, "PG_VERSION"))) {
    openToServer(dataDir, engine);
    return realpathSync(folder);
  }
  if (exists(folder)) rmSync(folder, { recursive: true, force: true });
  const settings = { port: await freePort(), adminPassword: password(), appPassword: password() };
  openToServer(dataDir, engine);
  let partial = path.join(dataDir, "postgres.partial");
  rmSync(partial, { recursive: true, force: true });
  makeServerFolder(partial, engine.user);
  let target = folder;
  if (!canWrite(partial, engine.user)) {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(OUTSIDE_FOLDER, { recursive: true, mode: 0o755 });
    target = path.join(OUTSIDE_FOLDER, `data-${randomBytes(8).toString("hex")}`);
    partial = `${target}.partial`;
    makeServerFolder(partial, engine.user);
    notices.push(`Only root can enter ${dataDir}, so the database's files are kept in ${target}.`);
  }
  initialise(engine, partial, settings.adminPassword);
  writeSettings(dataDir, settings);
  renameSync(partial, target);
  if (target !== folder) symlinkSync(target, folder);
  return realpathSync(folder);
}

function initialise(engine: Engine, folder: string, adminPassword: string) {
  const passwordFile = path.join(folder, "..", `.password-${randomBytes(6).toString("hex")}`);
  let failure = "";
  for (const locale of LOCALES) {
    // initdb wants an empty folder, and reads the password as its own user.
    writeFileSync(passwordFile, adminPassword, { mode: 0o600 });
    if (engine.user) chownSync(passwordFile, engine.user.uid, engine.user.gid);
    try {
      const result = spawnSync(
        engine.initdb,
        [
          `--pgdata=${folder}`,
          "--username=postgres",
          `--pwfile=${passwordFile}`,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          // Sorting and upper case come from PostgreSQL itself and stay the same on every machine.
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          `--locale=${locale}`,
          "--no-instructions",
        ],
        { ...engine.user, cwd: "/", encoding: "utf8", env: serverEnvironment() },
      );
      if (result.status === 0) return;
      failure = `${result.stderr ?? ""}${result.error?.message ?? ""}`.trim();
    } finally {
      rmSync(passwordFile, { force: true });
    }
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  throw new Error(`The built-in PostgreSQL could not make its files in ${folder}: ${failure}`);
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

/** As root the data folder stays closed to everyone but PostgreSQL's user, who may pass through it. */
function openToServer(dataDir: string, engine: Engine) {
  if (!engine.user) return;
  chownSync(dataDir, 0, engine.user.gid);
  chmodSync(dataDir, 0o710);
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function password(): string {
  return randomBytes(24).toString("hex");
}

function appUrl({ port, appPassword }: Settings): string {
  return `postgresql://${APP}:${appPassword}@127.0.0.1:${port}/${APP}`;
}

function adminUrl({ port, adminPassword }: Settings): string {
  return `postgresql://postgres:${adminPassword}@127.0.0.1:${port}/postgres`;
}

function readSettings(dataDir: string): Settings {
  const file = path.join(dataDir, "database.json");
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(
      `${file} holds the database's passwords and is missing or damaged. Put it back from a backup, ` +
        `or move ${path.join(dataDir, "postgres")} away to begin with an empty database.`,
    );
  }
}

function writeSettings(dataDir: string, settings: Settings) {
  const file = path.join(dataDir, "database.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Notes that this process uses the server. The returned function takes the note back and says whether it was the last. */
function registerUser(dataDir: string): () => boolean {
  const folder = path.join(dataDir, "postgres.users");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const note = path.join(folder, String(process.pid));
  writeFileSync(note, "");
  return () => {
    rmSync(note, { force: true });
    for (const name of readdirSync(folder)) {
      if (isAlive(Number(name))) return false;
      rmSync(path.join(folder, name), { force: true });
    }
    return true;
  };
}

/** One process at a time starts or stops the server of a folder; a lock whose owner died is void. */
async function lock(file: string): Promise<() => void> {
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  const mine = `${file}.${randomBytes(4).toString("hex")}`;
  // A link appears together with its content, so nobody ever reads a lock without an owner.
  writeFileSync(mine, String(process.pid), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const owner = lockOwner(file);
      if (owner !== null && !isAlive(owner)) rmSync(file, { force: true });
      else if (Date.now() > deadline) {
        throw new Error(
          `Process ${owner} has been starting the database for too long. End it, or remove ${file}.`,
        );
      } else await sleep(50);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function lockOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Deletes a throw-away data folder, also where its files were put outside. */
function remove(dataDir: string) {
  const folder = path.join(dataDir, "postgres");
  if (existsSync(folder)) rmSync(realpathSync(folder), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/**
 * A shell that waits for the end of its input. This process holds the other end and never writes, so the wait is over when
 * this process ends, however it does, and no database is left behind.
 */
function removeWhenThisProcessEnds(dataDir: string) {
  const script =
    'read _; d="$1/postgres"; [ -f "$d/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$d/postmaster.pid")"; sleep 1; ' +
    'r="$(readlink -f "$d")" && [ -n "$r" ] && rm -rf "$r"; rm -rf "$1"';
  const guard = spawn("/bin/sh", ["-c", script, "sh", dataDir], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => {});
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return guard;
}
