import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFileLock } from "./file-lock";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-lock-"));
  file = path.join(folder, "settings/lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one at a time, and nothing is left behind", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  const times = { beatMs: 1_000, staleMs: 60_000, pollMs: 2 };
  await Promise.all(Array.from({ length: 12 }, () => withFileLock(file, work, { times })));
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test("work that fails gives the lock back", async () => {
  await expect(withFileLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await withFileLock(file, async () => {});
});

test("the lock of a process that died is taken over; a living one is waited for", async () => {
  await withFileLock(file, async () => {});
  writeFileSync(file, "dead");
  const long = new Date(Date.now() - 60_000);
  utimesSync(file, long, long);
  await withFileLock(file, async () => {});
  writeFileSync(file, "alive");
  const waiting = withFileLock(file, async () => {}, { signal: AbortSignal.timeout(400) });
  await expect(waiting).rejects.toThrow();
  expect(existsSync(file)).toBe(true);
});
