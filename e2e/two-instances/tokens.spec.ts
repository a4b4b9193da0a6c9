// Codes, refresh tokens and approvals that are used many times at once, over two instances.
import { expect, test } from "@playwright/test";
import type { Browser } from "../http/browser";
import { callTool } from "../http/mcp-call";
import { connectionIdOf, OAuthClient, type TokenSet, tokensOf } from "../http/oauth-client";
import type { Answer } from "../http/send";
import { seedTenant, type Tenant } from "../tenants";
import { atOnce, type Pair, startPair } from "./start";

/** What a person approves takes four requests, so a round costs little; each has tokens of its own. */
const ROUNDS = 3;

test.describe.configure({ mode: "serial" });

let lenient: Pair;
let strict: Pair;
let tenant: Tenant;
let browser: Browser;
let client: OAuthClient;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  lenient = await startPair();
  strict = await startPair({
    databaseUrl: lenient.stack.databaseUrl,
    env: { REFRESH_GRACE_SECONDS: "0", SECRET_KEY: lenient.stack.env.SECRET_KEY ?? "" },
  });
  tenant = await seedTenant(lenient.db);
});

test.afterAll(async () => {
  await strict?.stop();
  await lenient?.stop();
});

/** The person, their browser and the client, as one pair of instances knows them. */
async function meet(pair: Pair) {
  browser = await pair.signIn(tenant);
  client = await OAuthClient.register(pair.urls[0], pair.baseUrl);
}

const approval = () => ({ userId: tenant.userId, organisationId: tenant.organisationId });
const succeeded = (answers: Answer[]) => answers.filter(({ status }) => status === 200).map(tokensOf);

function expectInvalidGrant(answer: Answer) {
  expect(answer.status, answer.text).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({ error: "invalid_grant" });
}

/** How many of the tokens still do anything: an access token a call, a refresh token a refresh. */
async function usable(pair: Pair, sets: TokenSet[]): Promise<number> {
  let count = 0;
  for (const [index, { access_token, refresh_token }] of sets.entries()) {
    const url = pair.urls[index % 2] as string;
    const call = await callTool({ url, publicUrl: pair.baseUrl, token: access_token }, "list_projects");
    if (call.status !== 401) count += 1;
    if ((await client.refresh(url, refresh_token)).status === 200) count += 1;
  }
  return count;
}

const connection = async (pair: Pair, tokens: TokenSet) => {
  const { rows } = await pair.db.query<{ revoked_at: Date | null }>(
    "SELECT revoked_at FROM connection WHERE id = $1",
    [connectionIdOf(tokens)],
  );
  return rows[0];
};

test("strict: of 50 refreshes of one token one succeeds, and its use again leaves nothing usable", async () => {
  await meet(strict);
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await client.connect(browser, strict.urls[round % 2] as string, approval());
    const answers = await atOnce(strict, 50, (url) => client.refresh(url, first.refresh_token));
    const sets = succeeded(answers);
    expect(sets).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectInvalidGrant(answer);
    for (const url of strict.urls) expectInvalidGrant(await client.refresh(url, first.refresh_token));
    expect(await usable(strict, [first, ...sets])).toBe(0);
    expect(await connection(strict, first)).toEqual({ revoked_at: expect.any(Date) });
  }
});

test("strict: a use again long after the refresh ends the connection as well", async () => {
  const first = await client.connect(browser, strict.urls[0], approval());
  const second = tokensOf(await client.refresh(strict.urls[1], first.refresh_token));
  expect(await usable(strict, [{ ...second, refresh_token: "" }])).toBe(1);
  expectInvalidGrant(await client.refresh(strict.urls[0], first.refresh_token));
  expect(await usable(strict, [first, second])).toBe(0);
});

test("grace: at most 1 + 3 refreshes succeed, all for one connection; after the window nothing is usable", async () => {
  await meet(lenient);
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await client.connect(browser, lenient.urls[round % 2] as string, approval());
    const answers = await atOnce(lenient, 50, (url) => client.refresh(url, first.refresh_token));
    const sets = succeeded(answers);
    expect(sets.length).toBeGreaterThanOrEqual(1);
    expect(sets.length).toBeLessThanOrEqual(4);
    expect(new Set([first, ...sets].map(connectionIdOf)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectInvalidGrant(answer);
    // Using up the window is what impatient clients do: it ends nothing, and every winner can go on.
    expect((await connection(lenient, first))?.revoked_at).toBeNull();
    const next = [];
    for (const [index, { refresh_token }] of sets.entries()) {
      next.push(tokensOf(await client.refresh(lenient.urls[index % 2] as string, refresh_token)));
    }
    // The window is the database's clock, so it is over once its beginning is far enough away.
    await lenient.db.query(
      `UPDATE oauth_artifact SET consumed_at = consumed_at - interval '31 seconds'
        WHERE grant_id = $1 AND consumed_at IS NOT NULL`,
      [connectionIdOf(first)],
    );
    expectInvalidGrant(await client.refresh(lenient.urls[(round + 1) % 2] as string, first.refresh_token));
    expect(await usable(lenient, [first, ...sets, ...next])).toBe(0);
  }
});

test("of 20 redemptions of one code one succeeds, and the use again ends what it gave", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { code, verifier } = await client.obtainCode(
      browser,
      lenient.urls[round % 2] as string,
      approval(),
    );
    const answers = await atOnce(lenient, 20, (url) => client.redeem(url, code, verifier));
    const sets = succeeded(answers);
    expect(sets).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectInvalidGrant(answer);
    expect(await usable(lenient, sets)).toBe(0);
  }
});

test("a code with a wrong verifier, before or after its use, ends nothing", async () => {
  const { code, verifier } = await client.obtainCode(browser, lenient.urls[0], approval());
  const wrong = "w".repeat(verifier.length);
  for (const answer of await atOnce(lenient, 10, (url) => client.redeem(url, code, wrong))) {
    expectInvalidGrant(answer);
  }
  const tokens = tokensOf(await client.redeem(lenient.urls[1], code, verifier));
  for (const answer of await atOnce(lenient, 10, (url) => client.redeem(url, code, wrong))) {
    expectInvalidGrant(answer);
  }
  expect(await usable(lenient, [tokens])).toBe(2);
});

test("of 10 approvals of one request one makes a connection", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { rows: before } = await lenient.db.query("SELECT count(*)::int AS n FROM connection");
    const pending = await client.start(browser, lenient.urls[round % 2] as string);
    const answers = await atOnce(lenient, 10, (url) => client.approve(browser, url, pending, approval()));
    const [approved, ...more] = answers.flatMap((answer) => (answer.ok ? [answer.data] : []));
    expect(more).toEqual([]);
    expect(answers.filter((answer) => !answer.ok && answer.error.code === "conflict")).toHaveLength(9);
    const { rows: after } = await lenient.db.query("SELECT count(*)::int AS n FROM connection");
    expect(after[0].n - before[0].n).toBe(1);
    // Of several tabs that go on with the same answer, one brings a code.
    const continueAt = approved?.continue_at ?? "";
    const codes = await Promise.allSettled(lenient.urls.map((url) => client.code(browser, url, continueAt)));
    const brought = codes.flatMap((code) => (code.status === "fulfilled" ? [code.value] : []));
    expect(brought).toHaveLength(1);
    const tokens = tokensOf(await client.redeem(lenient.urls[1], brought[0] ?? "", pending.verifier));
    expect(await usable(lenient, [tokens])).toBe(2);
  }
  const { rows } = await lenient.db.query(
    `SELECT (SELECT count(*)::int FROM connection) AS connections,
            (SELECT count(*)::int FROM audit_entry WHERE action = 'connection.approve') AS approvals`,
  );
  expect(rows[0].connections).toBe(rows[0].approvals);
});
