// What an operator lives through: the first start, the second, a killed database, a killed everything.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { isAlive } from "@/lib/db/embedded-process";
import { testPort } from "@/scripts/test-port";
import {
  connectTo,
  exit,
  type Installation,
  postmaster,
  readiness,
  serverOf,
  startInstallation as start,
} from "./installation";

async function query(dataDir: string, sql: string): Promise<unknown[]> {
  const client = await connectTo(dataDir);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("an installation starts, survives kills and stops without losing anything", async () => {
  test.setTimeout(240_000);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-installation-"));
  const port = await testPort();
  let running: Installation | undefined;
  try {
    await test.step("the first start ends with the address and a link for the first owner", async () => {
      running = await start(dataDir, port);
      expect(running.output()).toContain(`Caramel is ready: http://localhost:${port}`);
      expect(running.output()).toMatch(new RegExp(`http://localhost:${port}/\\S{20,}`));
      expect(await readiness(port)).toBe(200);
      await query(dataDir, "CREATE TABLE kept AS SELECT 42 AS answer");
    });

    await test.step("a killed database comes back by itself, and the server stays", async () => {
      const { child } = running as Installation;
      const [server, database] = [serverOf(child), postmaster(dataDir)];
      process.kill(database, "SIGKILL");
      await expect.poll(() => (isAlive(database) ? 0 : readiness(port)), { timeout: 15_000 }).toBe(200);
      expect(serverOf(child)).toBe(server);
      expect(postmaster(dataDir)).not.toBe(database);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });

    await test.step("a killed server is started again", async () => {
      const { child } = running as Installation;
      const server = serverOf(child);
      process.kill(server, "SIGKILL");
      await expect.poll(() => (isAlive(server) ? 0 : readiness(port)), { timeout: 15_000 }).toBe(200);
    });

    await test.step("a signal stops everything", async () => {
      const { child } = running as Installation;
      const pids = [serverOf(child), postmaster(dataDir)];
      child.kill("SIGTERM");
      expect(await exit(child)).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(await readiness(port)).toBe(0);
    });

    await test.step("the second start takes seconds, and kill -9 of everything leaves a database that starts", async () => {
      running = await start(dataDir, port);
      expect(running.readyAfterMs).toBeLessThan(15_000);
      const pids = [running.child.pid as number, serverOf(running.child), postmaster(dataDir)];
      for (const pid of pids) process.kill(pid, "SIGKILL");
      await exit(running.child);
      await expect.poll(() => readiness(port)).toBe(0);
      running = await start(dataDir, port);
      expect(await readiness(port)).toBe(200);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });

    await test.step("a killed start script leaves a server that the next start takes over from", async () => {
      const before = running as Installation;
      const server = serverOf(before.child);
      before.child.kill("SIGKILL");
      await exit(before.child);
      expect(await readiness(port)).toBe(200);
      running = await start(dataDir, port);
      expect(isAlive(server)).toBe(false);
      expect(await query(dataDir, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    });
  } finally {
    running?.child.kill("SIGTERM");
    if (running) await exit(running.child);
    rmSync(dataDir, { recursive: true, force: true });
  }
});
