// A start script that was killed leaves its server running and its port taken. The next start finds and ends it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "@/lib/db/embedded-process";

/** A server drains for at most ten seconds. */
const DRAIN_MS = 11_000;

const folderOf = (dataDir: string) => path.join(dataDir, "servers");

/** Notes that this process has started the server `pid`. */
export function noteServer(dataDir: string, pid: number) {
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(folderOf(dataDir), String(pid)), String(process.pid));
}

/** Ends the servers of start scripts that are gone, with their last requests answered. Returns how many it found. */
export async function endOrphanServers(dataDir: string): Promise<number> {
  let found = 0;
  for (const name of list(folderOf(dataDir))) {
    const note = path.join(folderOf(dataDir), name);
    const [server, starter] = [Number(name), Number(readFileSync(note, "utf8"))];
    if (isServer(server)) {
      if (isAlive(starter) && isOurs(starter, "start.mjs")) continue;
      found += 1;
      await end(server);
    }
    rmSync(note, { force: true });
  }
  return found;
}

async function end(pid: number) {
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + DRAIN_MS;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  if (isServer(pid)) process.kill(pid, "SIGKILL");
}

function isServer(pid: number): boolean {
  return Number.isInteger(pid) && isAlive(pid) && isOurs(pid, "serve.ts");
}

/** Process ids are used again, so the command line has to be right. Where it can't be read nothing is ended. */
function isOurs(pid: number, script: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`scripts/${script}`);
  } catch {
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
