// Limits that hold exactly, however many calls come at once and whichever instance they come to.
import { expect, test } from "@playwright/test";
import type pg from "pg";
import { callTool, mcp, readJson, type ToolAnswer } from "../http/mcp-call";
import { send } from "../http/send";
import { type PlanLimits, seedKey, seedTenant, type Tenant } from "../tenants";
import { atOnce, type Pair, startPair } from "./start";

const CALLS = 200;

test.describe.configure({ mode: "serial" });

let pair: Pair;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pair = await startPair();
});

test.afterAll(async () => {
  await pair?.stop();
});

interface Counted {
  allowed: ToolAnswer[];
  denied: ToolAnswer[];
}

/** The same call many times at once, in turn at both instances and with each of the keys. */
async function flood(
  keys: string[],
  tool = "list_projects",
  args: Record<string, unknown> = {},
  times = CALLS,
): Promise<Counted> {
  const answers = await atOnce(pair, times, (url, index) => {
    const token = keys[Math.floor(index / 2) % keys.length] as string;
    return callTool({ url, publicUrl: pair.baseUrl, token, id: index }, tool, args);
  });
  for (const answer of answers) expect(answer.status, answer.text).toBe(200);
  return {
    allowed: answers.filter(({ isError }) => !isError),
    denied: answers.filter(({ isError }) => isError),
  };
}

/** Moves every window a minute and a bit into the past: what the database's clock does by itself, sooner. */
async function passMinute(db: pg.Client) {
  await db.query("UPDATE usage_window SET seconds = ARRAY(SELECT s - 62 FROM unnest(seconds) AS s)");
}

/** What the database says was called, allowed and denied. */
async function ledger({ organisationId }: Tenant) {
  const { rows } = await pair.db.query(
    `SELECT (SELECT count(*)::int FROM call_log WHERE organisation_id = $1) AS calls,
            (SELECT count(*)::int FROM call_log WHERE organisation_id = $1 AND outcome = 'ok') AS ok,
            (SELECT count(*)::int FROM call_log WHERE organisation_id = $1 AND outcome = 'denied'
                AND error_code = 'rate_limited') AS denied,
            (SELECT coalesce(sum(calls), 0)::int FROM usage_daily WHERE organisation_id = $1) AS taken,
            (SELECT coalesce(sum(denied), 0)::int FROM usage_daily WHERE organisation_id = $1) AS refused`,
    [organisationId],
  );
  return rows[0];
}

function expectSaid(denied: ToolAnswer[], reason: string, sentence: RegExp) {
  for (const answer of denied) {
    expect(answer.error).toMatchObject({ code: "rate_limited", reason });
    expect(answer.words).toMatch(sentence);
    expect(answer.words).toMatch(/Nothing was done/);
    expect(answer.words).toMatch(/Wait \d+ seconds?/);
    expect(answer.words).toMatch(/Left today: \d+ of \d+ calls/);
    const wait = answer.error?.retry_after_seconds ?? 0;
    expect(wait).toBeGreaterThan(0);
    expect(answer.headers["retry-after"]).toBe(String(wait));
    expect(answer.headers.ratelimit).toContain(`"${reason.replace("_limit", "")}";r=0;t=${wait}`);
    expect(answer.headers["ratelimit-policy"]).toMatch(
      /^"minute";q=\d+;w=60, "day";q=\d+;w=86400(, "project";q=\d+;w=60)?$/,
    );
  }
}

/** Counters of a day start anew at midnight; a round that meets it is played again by somebody new. */
async function withinOneDay(play: () => Promise<void>) {
  const today = async () =>
    (await pair.db.query("SELECT (now() AT TIME ZONE 'UTC')::date::text AS day")).rows[0].day;
  const before = await today();
  try {
    await play();
  } catch (error) {
    if ((await today()) === before) throw error;
    await play();
  }
}

/** The minutes' rounds; with those of the day and of the project below they are twenty, and more. */
for (const [perMinute, rounds] of [
  [30, 4],
  [10, 3],
  [5, 3],
] as const) {
  test(`${perMinute} calls a minute of an organisation, exactly, in ${rounds} rounds`, async () => {
    await withinOneDay(async () => {
      const limits: Partial<PlanLimits> = { perMinute };
      const tenant = await seedTenant(pair.db, { limits });
      const keys = [];
      for (let count = 0; count < 2; count += 1) {
        keys.push((await seedKey(pair.db, tenant.organisationId)).text);
      }
      for (let round = 1; round <= rounds; round += 1) {
        const { allowed, denied } = await flood(keys);
        expect(allowed).toHaveLength(perMinute);
        expectSaid(denied, "minute_limit", new RegExp(`limit of ${perMinute} tool calls a minute`));
        for (const { text } of denied) expect(text).not.toContain(tenant.projects[0].canary);
        expect(await ledger(tenant)).toEqual({
          calls: CALLS * round,
          ok: perMinute * round,
          denied: (CALLS - perMinute) * round,
          taken: perMinute * round,
          refused: (CALLS - perMinute) * round,
        });
        await passMinute(pair.db);
      }
    });
  });
}

/** Moves everything that one organisation has called into the past, its log with its counters. */
async function moveBack({ organisationId }: Tenant, seconds: number) {
  await pair.db.query(
    `UPDATE usage_window SET seconds = ARRAY(SELECT s - $2::bigint FROM unnest(seconds) AS s)
      WHERE subject = 'organisation:' || $1`,
    [organisationId, seconds],
  );
  await pair.db.query(
    "UPDATE call_log SET started_at = started_at - make_interval(secs => $2) WHERE organisation_id = $1",
    [organisationId, seconds],
  );
}

test("over the edge of a minute no 60 seconds hold more than the limit, and no call is refused below it", async () => {
  await withinOneDay(async () => {
    const perMinute = 30;
    for (let round = 0; round < 3; round += 1) {
      const tenant = await seedTenant(pair.db, { limits: { perMinute } });
      const keys = [(await seedKey(pair.db, tenant.organisationId)).text];
      // Taken over some seconds, so that they also come free over some seconds.
      await flood(keys, "list_projects", {}, 12);
      await moveBack(tenant, 1);
      await flood(keys, "list_projects", {}, 12);
      await moveBack(tenant, 1);
      expect((await flood(keys)).allowed).toHaveLength(6);
      // The first are about to leave the minute: waves go on until as many were let in once more.
      await moveBack(tenant, 56 + round);
      const end = Date.now() + 20_000;
      let again = 0;
      while (again < perMinute && Date.now() < end) {
        again += (await flood(keys, "list_projects", {}, 60)).allowed.length;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      expect(again).toBe(perMinute);
      expect((await flood(keys)).allowed).toHaveLength(0);
      const { rows } = await pair.db.query<{ second: number; outcome: string }>(
        `SELECT floor(extract(epoch FROM started_at))::int AS second, outcome FROM call_log WHERE organisation_id = $1`,
        [tenant.organisationId],
      );
      const taken = rows.filter(({ outcome }) => outcome === "ok").map(({ second }) => second);
      const within = (from: number, to: number) =>
        taken.filter((second) => second >= from && second <= to).length;
      expect(taken).toHaveLength(2 * perMinute);
      for (const second of taken) expect(within(second - 59, second)).toBeLessThanOrEqual(perMinute);
      // A line is written up to a second after its call was counted.
      for (const { second, outcome } of rows) {
        if (outcome === "denied") expect(within(second - 61, second + 1)).toBeGreaterThanOrEqual(perMinute);
      }
    }
  });
});

test("100 calls a day, exactly, and again from midnight on", async () => {
  await withinOneDay(async () => {
    const tenant = await seedTenant(pair.db, { limits: { perDay: 100 } });
    const { text } = await seedKey(pair.db, tenant.organisationId);
    for (let round = 1; round <= 2; round += 1) {
      const { allowed, denied } = await flood([text]);
      expect(allowed).toHaveLength(100);
      expectSaid(denied, "day_limit", /limit of 100 tool calls a day/);
      expect((await flood([text])).allowed).toHaveLength(0);
      // What was today is yesterday, as after midnight.
      await pair.db.query("UPDATE usage_daily SET day = day - $2::int WHERE organisation_id = $1", [
        tenant.organisationId,
        round,
      ]);
    }
  });
});

test("5 calls a day on the free plan, exactly, also after the minute has passed", async () => {
  await withinOneDay(async () => {
    const tenant = await seedTenant(pair.db, { plan: "free" });
    const key = await seedKey(pair.db, tenant.organisationId);
    for (const expected of [5, 0, 0]) {
      const { allowed, denied } = await flood([key.text]);
      expect(allowed).toHaveLength(expected);
      expectSaid(denied, "day_limit", /limit of 5 tool calls a day/);
      await passMinute(pair.db);
    }
    expect(await ledger(tenant)).toEqual({ calls: 600, ok: 5, denied: 595, taken: 5, refused: 595 });
  });
});

test("30 calls a minute to a project from all its keys together, exactly; another project has its own", async () => {
  await withinOneDay(async () => {
    const tenant = await seedTenant(pair.db, { limits: { perProjectMinute: 30 }, projects: 2 });
    const [first, second] = tenant.projects;
    const keys = [
      (await seedKey(pair.db, tenant.organisationId)).text,
      (await seedKey(pair.db, tenant.organisationId, { projectId: first.id })).text,
    ];
    for (let round = 0; round < 4; round += 1) {
      // By the project's id, and by the id of something in it.
      const { allowed, denied } = await (round % 2
        ? flood(keys, "get_conversation", { conversation_id: first.conversationId })
        : flood(keys, "list_chatbots", { project_id: first.id }));
      expect(allowed).toHaveLength(30);
      expectSaid(denied, "project_limit", /project's limit of 30 tool calls a minute/);
      const request = { url: pair.urls[1], publicUrl: pair.baseUrl, token: keys[0] as string };
      expect((await callTool(request, "list_chatbots", { project_id: second?.id })).isError).toBe(false);
      await passMinute(pair.db);
    }
  });
});

test("listing and capabilities take nothing, also when every limit is reached", async () => {
  await withinOneDay(async () => {
    const tenant = await seedTenant(pair.db, { plan: "free" });
    const { text: token } = await seedKey(pair.db, tenant.organisationId);
    await flood([token]);
    const before = await ledger(tenant);
    const lists = await atOnce(pair, 50, (url) =>
      mcp({ url, publicUrl: pair.baseUrl, token }, "tools/list", {}),
    );
    for (const answer of lists) expect(readJson(answer).result?.tools?.length).toBeGreaterThan(5);
    const told = await atOnce(pair, 50, (url) =>
      callTool({ url, publicUrl: pair.baseUrl, token }, "get_capabilities"),
    );
    for (const { isError, text } of told) expect(isError, text).toBe(false);
    const after = await ledger(tenant);
    // A free call has its line in the log as well.
    expect(after).toEqual({ ...before, calls: before.calls + 50, ok: before.ok + 50 });
  });
});

test("failed sign-ins are limited for each address, and made-up forwarding headers change nothing", async () => {
  // Its own address, which nobody else in this file has used up.
  const key = `cha_${"A".repeat(49)}`;
  const headers = (index: number) => ({
    "x-forwarded-for": `203.0.${Math.floor(index / 250)}.${index % 250}`,
    "x-real-ip": `198.51.${Math.floor(index / 250)}.${index % 250}`,
    forwarded: `for=192.0.2.${index % 250}`,
    "x-caramel-client-ip": `203.0.${Math.floor(index / 250)}.${index % 250}`,
  });
  const answers = await atOnce(pair, 1_000, (url, index) =>
    mcp({ url, publicUrl: pair.baseUrl, token: key, headers: headers(index) }, "tools/list", {}),
  );
  const limited = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(120);
  expect(limited).toHaveLength(880);
  for (const { headers } of limited) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  const { rows } = await pair.db.query("SELECT subject FROM usage_window WHERE subject LIKE 'address:%'");
  expect(rows).toEqual([{ subject: "address:127.0.0.1" }]);

  // Who has a right credential is not shut out by a neighbour behind the same address.
  const tenant = await seedTenant(pair.db);
  const { text: token } = await seedKey(pair.db, tenant.organisationId);
  for (const url of pair.urls) {
    expect((await callTool({ url, publicUrl: pair.baseUrl, token }, "list_projects")).status).toBe(200);
    expect((await send(`${url}/api/health/live`)).status).toBe(200);
  }
});
