import "server-only";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./embedded-process";

/** A first start, with making the files and a slow disk, stays well below this. */
const LOCK_TIMEOUT_MS = 180_000;

/** Notes that this process uses the server. The returned function takes the note back and says whether it was the last. */
export function registerUser(dataDir: string): () => boolean {
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
export async function lock(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, "postgres.lock");
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
