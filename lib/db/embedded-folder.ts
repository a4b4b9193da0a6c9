import "server-only";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { canEnter, canWrite, type Engine, makeServerFolder, OUTSIDE_FOLDER } from "./embedded-engine";
import { freePort, serverEnvironment } from "./embedded-process";

/** What the data folder remembers of its server, in `database.json`. */
export type Settings = { port: number; adminPassword: string; appPassword: string };

/** The first that this machine knows decides what counts as a letter. */
const LOCALES = ["C.UTF-8", "en_US.UTF-8", "C"];

/** Makes and initialises the folder on first use. Half-initialised folders never get the final name. */
export async function prepareFolder(dataDir: string, engine: Engine, notices: string[]): Promise<string> {
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

/** As root the data folder stays closed to everyone but PostgreSQL's user, who may pass through it. */
function openToServer(dataDir: string, engine: Engine) {
  // A folder that is open enough, such as one the operator shares with others, is left as it is.
  if (!engine.user || canEnter(dataDir, engine.user)) return;
  chownSync(dataDir, 0, engine.user.gid);
  chmodSync(dataDir, 0o710);
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function password(): string {
  return randomBytes(24).toString("hex");
}

/** @throws Error the file is gone or damaged, with the way out */
export function readSettings(dataDir: string): Settings {
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

export function writeSettings(dataDir: string, settings: Settings) {
  const file = path.join(dataDir, "database.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
