import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockTimes {
  /** How often the holder shows that it is alive. */
  beatMs: number;
  /** Without a sign for this long, the holder counts as dead. */
  staleMs: number;
  /** How often those who wait look again. */
  pollMs: number;
}

const TIMES: LockTimes = { beatMs: 2_000, staleMs: 15_000, pollMs: 150 };

/**
 * Runs `work` while no other process of this user does so with the same lock file. The lock of a process that died is
 * taken over.
 * @throws the signal's reason when it is given up while waiting
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, times = TIMES }: { signal?: AbortSignal; times?: LockTimes } = {},
): Promise<T> {
  const mark = randomUUID();
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  while (!(await take(file, mark))) {
    signal?.throwIfAborted();
    await removeStale(file, times.staleMs);
    await sleep(times.pollMs, undefined, { signal });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, times.beatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // Whoever thought this process dead may have a lock of its own there by now.
    if ((await markOf(file)) === mark) await rm(file, { force: true });
  }
}

async function take(file: string, mark: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(mark);
    await handle.close();
    return true;
  } catch (error) {
    // Windows says EPERM while the last holder's file is being deleted.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return false;
    throw error;
  }
}

async function removeStale(file: string, staleMs: number): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (!found || Date.now() - found.mtimeMs < staleMs) return;
  // Moved away first: of several that find it stale, one gets it, and a lock that is taken meanwhile can be put back.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await stat(aside).catch(() => null);
  if (moved && Date.now() - moved.mtimeMs < staleMs) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

async function markOf(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(() => null);
}
