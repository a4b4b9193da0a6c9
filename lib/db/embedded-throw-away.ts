import "server-only";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type EmbeddedServer, startEmbedded } from "./embedded";
import { stopServer } from "./embedded-process";

/** Nothing in a throw-away database has to survive a power cut. */
const THROW_AWAY_FLAGS = [
  "max_connections=300",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
];

/**
 * A server in a temporary folder, for tests: fast, not durable. It and its folder disappear with `stop()`, and also when this
 * process is killed.
 */
export async function startThrowAway(): Promise<EmbeddedServer> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-database-"));
  const guard = removeWhenThisProcessEnds(dataDir);
  try {
    const server = await startEmbedded(dataDir, THROW_AWAY_FLAGS);
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
