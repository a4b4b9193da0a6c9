// Whatever is killed in the middle of whatever work: what somebody was told is done, is done; the rest is done or not.
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import type pg from "pg";
import { hashApiKey } from "@/lib/auth/api-key";
import { isAlive } from "@/lib/db/embedded-process";
import { seededNumbers } from "@/scripts/seeded-numbers";
import { testPort } from "@/scripts/test-port";
import { expectWhole } from "./durability/invariants";
import { type Account, isReady, WriteLoad } from "./durability/write-load";
import { Browser } from "./http/browser";
import { callTool } from "./http/mcp-call";
import { connectTo, exit, type Installation, postmaster, serverOf, startInstallation } from "./installation";

/** Longest time from a kill to an installation that works again. */
const READY_MS = 15_000;

type Victim = "server" | "database" | "server and database" | "everything";

/** In a random order, each at a random moment of the load. */
const VICTIMS: Victim[] = [
  "server",
  "database",
  "server and database",
  "everything",
  "database",
  "everything",
];

/** Give another run's number to play it again, as far as the moments go. */
const SEED = Number(process.env.SEED ?? randomInt(1_000_000));

test("kills at random moments lose nothing that was acknowledged and leave nothing half done", async () => {
  test.setTimeout(240_000);
  console.log(`Moments of the kills: SEED=${SEED}`);
  const random = seededNumbers(SEED);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "caramel-durability-"));
  const port = await testPort();
  const url = `http://localhost:${port}`;
  // An answer that was lost may have rotated a token; the person who never got it comes back with the old one.
  const env = { REFRESH_GRACE_SECONDS: "300", REFRESH_GRACE_USES: "100", LOG_LEVEL: "warn" };
  let running = await startInstallation(dataDir, port, env);
  try {
    const { account, token } = await setUp(url, running, dataDir);
    const load = await WriteLoad.prepare(account, random);

    for (const victim of shuffled(VICTIMS, random)) {
      await test.step(`kill -9 of ${victim}`, async () => {
        const from = load.acknowledged;
        const moment = from + 25 + Math.floor(random() * 60);
        await load.start(token);
        await expect
          .poll(() => load.acknowledged, { timeout: 60_000, intervals: [2] })
          .toBeGreaterThan(moment);
        const killed = Date.now();
        const pids = pidsOf(running, dataDir, victim);
        for (const pid of pids) process.kill(pid, "SIGKILL");
        if (victim === "everything") {
          await exit(running.child);
          await load.stop();
          running = await startInstallation(dataDir, port, env);
        }
        await expect
          .poll(async () => !pids.some(isAlive) && (await isReady(url)), {
            timeout: READY_MS,
            intervals: [50],
          })
          .toBe(true);
        expect(Date.now() - killed, "milliseconds until it is ready again").toBeLessThan(READY_MS);
        await load.stop();
        // Come back soon, it says: never that something broke, and nobody is told to sign in again who need not.
        const wrong = [...load.refusals.keys()].filter((what) => !/ (503|200)$/.test(what));
        const said = new Set(running.output().match(/^\{"level":50.*"err":\{.{0,400}/gm));
        expect(wrong, [...said].join("\n")).toEqual([]);
        const db = await connectTo(dataDir);
        try {
          await expectAcknowledged(db, load);
          await expectWhole(db);
        } finally {
          await db.end();
        }
      });
    }

    await test.step("interrupted imports end by themselves", async () => {
      const db = await connectTo(dataDir);
      try {
        await expect.poll(() => unfinished(db), { timeout: 90_000, intervals: [250] }).toEqual([]);
        await expectImported(db, load);
        await expectWhole(db);
      } finally {
        await db.end();
      }
    });

    await test.step("what was revoked is refused, and the rest works", async () => {
      await expectCredentials(load);
    });
    console.log("Acknowledged:", counts(load), "refused meanwhile:", Object.fromEntries(load.refusals));
  } finally {
    running.child.kill("SIGTERM");
    await exit(running.child);
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/** The first owner, as the printed link makes one; with a plan that never limits. */
async function setUp(url: string, running: Installation, dataDir: string) {
  const token = /\/setup\?token=(\S+)/.exec(running.output())?.[1] ?? "";
  const [email, password] = ["owner@example.com", "a password for this run"];
  const browser = new Browser(url);
  await browser.do(url, "/setup", "setUpAction", [
    { token, email, password, name: "Owner", organisation_name: "Harbour", project_name: "Shop" },
  ]);
  const db = await connectTo(dataDir);
  try {
    await db.query(
      "UPDATE plan SET tool_calls_per_minute = 1000000, tool_calls_per_day = 1000000, project_calls_per_minute = 1000000",
    );
    const { rows } = await db.query(
      `SELECT m.user_id AS "userId", m.organisation_id AS "organisationId", p.id AS "projectId"
         FROM member m JOIN project p USING (organisation_id)`,
    );
    const account: Account = { url, email, password, ...rows[0] };
    const page = `/o/${account.organisationId}/api-keys`;
    const made = await browser.do<{ secret: string }>(url, page, "createApiKeyAction", [
      account.organisationId,
      { name: "Calls", access: "full" },
    ]);
    return { account, token: made.secret };
  } finally {
    await db.end();
  }
}

function pidsOf({ child }: Installation, dataDir: string, victim: Victim): number[] {
  const [server, database] = [serverOf(child), postmaster(dataDir)];
  if (victim === "server") return [server];
  if (victim === "database") return [database];
  if (victim === "server and database") return [server, database];
  return [child.pid as number, server, database];
}

async function expectAcknowledged(db: pg.Client, { done }: WriteLoad): Promise<void> {
  const absent = async (ids: Iterable<string>, query: string) => {
    const { rows } = await db.query<{ id: string }>(
      `SELECT wanted.id FROM unnest($1::text[]) AS wanted(id) WHERE NOT EXISTS (${query})`,
      [[...ids]],
    );
    return rows.map(({ id }) => id);
  };
  const entries = <Thing>(map: Map<string, Thing>, isWanted: (thing: Thing) => boolean) =>
    [...map].filter(([, thing]) => isWanted(thing)).map(([id]) => id);
  const lost = {
    imports: await absent(done.imports.keys(), "SELECT 1 FROM import_run r WHERE r.id = wanted.id"),
    keys: await absent(
      [...done.keys.values()].map(({ text }) => hashApiKey(text)),
      "SELECT 1 FROM api_key k WHERE k.secret_hash = wanted.id",
    ),
    revokedKeys: await absent(
      entries(done.keys, ({ isRevoked }) => isRevoked),
      "SELECT 1 FROM api_key k WHERE k.id = wanted.id AND k.revoked_at IS NOT NULL",
    ),
    calls: await absent(
      done.calls,
      "SELECT 1 FROM call_log l WHERE l.request_id = wanted.id AND l.outcome = 'ok'",
    ),
    connections: await absent(
      entries(done.connections, ({ isRevoked }) => !isRevoked),
      "SELECT 1 FROM connection c WHERE c.id = wanted.id AND c.revoked_at IS NULL",
    ),
    revokedConnections: await absent(
      entries(done.connections, ({ isRevoked }) => isRevoked),
      "SELECT 1 FROM connection c WHERE c.id = wanted.id AND c.revoked_at IS NOT NULL",
    ),
  };
  expect(lost).toEqual({
    imports: [],
    keys: [],
    revokedKeys: [],
    calls: [],
    connections: [],
    revokedConnections: [],
  });
  await expectImported(db, { done });
}

/** Every conversation of an import that says it has ended is there with all its messages. */
async function expectImported(db: pg.Client, { done }: Pick<WriteLoad, "done">): Promise<void> {
  const { rows: ended } = await db.query<{ id: string; status: string }>(
    "SELECT id, status FROM import_run WHERE status IN ('succeeded', 'failed')",
  );
  const { rows: kept } = await db.query<{ external_id: string; n: number }>(
    "SELECT external_id, user_message_count + agent_message_count AS n FROM conversation",
  );
  const messages = new Map(kept.map(({ external_id, n }) => [external_id, n]));
  for (const { id, status } of ended) {
    expect(status, id).toBe("succeeded");
    const wrong = [...(done.imports.get(id) ?? [])].filter(([name, count]) => messages.get(name) !== count);
    expect(wrong, `of import ${id}`).toEqual([]);
  }
}

async function unfinished(db: pg.Client): Promise<unknown[]> {
  const { rows } = await db.query(
    "SELECT id, status FROM import_run WHERE status NOT IN ('succeeded', 'failed')",
  );
  return rows;
}

async function expectCredentials({ done, account, client }: WriteLoad): Promise<void> {
  const status = async (token: string) =>
    (await callTool({ url: account.url, publicUrl: account.url, token }, "list_projects")).status;
  // Of those that are refused only some, because an address may fail so often in a minute.
  const some = <Thing extends { isRevoked: boolean }>(things: Iterable<Thing>, isRevoked: boolean) =>
    [...things].filter((thing) => thing.isRevoked === isRevoked).slice(-25);
  for (const { text } of some(done.keys.values(), true)) expect(await status(text)).toBe(401);
  for (const { text } of some(done.keys.values(), false)) expect(await status(text)).toBe(200);
  for (const { tokens } of some(done.connections.values(), true)) {
    expect(await status(tokens.access_token)).toBe(401);
    expect((await client.refresh(account.url, tokens.refresh_token)).status).toBe(400);
  }
  for (const { tokens } of some(done.connections.values(), false)) {
    expect(await status(tokens.access_token)).toBe(200);
    expect((await client.refresh(account.url, tokens.refresh_token)).status).toBe(200);
  }
}

function counts({ done }: WriteLoad) {
  const { imports, keys, calls, connections } = done;
  return { imports: imports.size, keys: keys.size, calls: calls.length, connections: connections.size };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
