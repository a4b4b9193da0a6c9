// What a credential can still do once it was taken away: nothing, at any instance, from the next request on.
import { expect, test } from "@playwright/test";
import type pg from "pg";
import { admin } from "../admin-command";
import type { Browser } from "../http/browser";
import { callTool, ERAS, type McpRequest, mcp, readJson } from "../http/mcp-call";
import { claimsOf, connectionIdOf, OAuthClient, type TokenSet } from "../http/oauth-client";
import { runScript } from "../run-script";
import { seedKey, seedMember, seedTenant, type Tenant } from "../tenants";
import { type Pair, startPair } from "./start";

test.describe.configure({ mode: "serial" });

let pair: Pair;
let tenant: Tenant;
let browser: Browser;
let client: OAuthClient;
/** What was taken away in this file, for the restarts at its end. */
const revoked: TokenSet[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pair = await startPair({ env: { TRUSTED_PROXIES: "1" } });
  tenant = await seedTenant(pair.db, { projects: 2 });
  browser = await pair.signIn(tenant);
  client = await OAuthClient.register(pair.urls[0], pair.baseUrl);
});

test.afterAll(async () => {
  await pair?.stop();
});

const approval = () => ({ userId: tenant.userId, organisationId: tenant.organisationId });
const connect = () => client.connect(browser, pair.urls[0], approval());

let clients = 0;

/**
 * Comes from another address each time, as the load balancer tells: refused credentials are counted for each address,
 * which is not what these tests are about.
 */
function nextAddress(): string {
  clients += 1;
  return `10.0.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}

/** The status of a call at each instance and in each era. */
async function statuses(token: string, request: Partial<McpRequest> = {}): Promise<number[]> {
  const seen = [];
  const headers = { "x-forwarded-for": nextAddress() };
  for (const url of pair.urls) {
    for (const era of ERAS) {
      const whole = { url, publicUrl: pair.baseUrl, token, era, headers, ...request };
      seen.push((await callTool(whole, "list_projects")).status);
    }
  }
  return seen;
}

const EVERYWHERE = (status: number) => Array.from({ length: 4 }, () => status);

async function expectRefused(tokens: TokenSet) {
  expect(await statuses(tokens.access_token)).toEqual(EVERYWHERE(401));
  for (const url of pair.urls) expect((await client.refresh(url, tokens.refresh_token)).status).toBe(400);
}

function revokeInDashboard(tokens: TokenSet, instanceUrl: string) {
  return inDashboard(instanceUrl, "revokeConnectionAction", { connection_id: connectionIdOf(tokens) });
}

/** What a press on the page of connections does. */
function inDashboard(instanceUrl: string, action: string, input: object, who = browser) {
  const page = `/p/${tenant.projects[0].id}/integrations/mcp`;
  return who.do(instanceUrl, page, action, [tenant.organisationId, input]);
}

test("a revoked connection gets 401 on the very next request, at both instances", async () => {
  for (const instanceUrl of pair.urls) {
    const tokens = await connect();
    expect(await statuses(tokens.access_token)).toEqual(EVERYWHERE(200));
    await revokeInDashboard(tokens, instanceUrl);
    await expectRefused(tokens);
    revoked.push(tokens);
    // It says how to sign in again (RFC 9728 §5.1), and nothing about the reason.
    const refused = await callTool(
      { url: pair.urls[1], publicUrl: pair.baseUrl, token: tokens.access_token },
      "list_projects",
    );
    expect(refused.headers["www-authenticate"]).toContain('error="invalid_token"');
    expect(refused.headers["www-authenticate"]).toContain(
      `resource_metadata="${pair.baseUrl}/.well-known/oauth-protected-resource/mcp"`,
    );
  }
});

test("what a client or the operator revokes is gone as well", async () => {
  const byClient = await connect();
  expect((await client.revoke(pair.urls[1], byClient.refresh_token)).status).toBe(200);
  await expectRefused(byClient);
  const byOperator = await connect();
  await admin(pair.stack, "connection", "revoke", connectionIdOf(byOperator));
  await expectRefused(byOperator);
  revoked.push(byClient, byOperator);
});

test("a revoked connection gets 401 also while another request of it is running", async () => {
  for (const [index, url] of pair.urls.entries()) {
    const tokens = await connect();
    const other = await connect();
    await pair.db.query("BEGIN");
    let isRunning = true;
    const request = { publicUrl: pair.baseUrl, token: tokens.access_token };
    let running: Promise<number>;
    try {
      // Whoever reads conversations waits from here on.
      await pair.db.query("LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE");
      running = callTool({ ...request, url }, "list_conversations").then(({ status }) => {
        isRunning = false;
        return status;
      });
      await expect.poll(() => waiting(pair.db)).toBeGreaterThan(0);
      await revokeInDashboard(tokens, pair.urls[1 - index] as string);
      await expectRefused(tokens);
      expect(await statuses(other.access_token)).toEqual(EVERYWHERE(200));
      expect(isRunning).toBe(true);
    } finally {
      await pair.db.query("ROLLBACK");
    }
    // It was admitted before; it ends, with its line in the log, and nothing after it begins.
    expect(await running).toBe(200);
    await expectRefused(tokens);
    const { rows } = await pair.db.query(
      "SELECT tool, outcome FROM call_log WHERE connection_id = $1 AND outcome <> 'denied'",
      [connectionIdOf(tokens)],
    );
    expect(rows).toEqual([{ tool: "list_conversations", outcome: "ok" }]);
    revoked.push(tokens);
  }
});

/** Statements that wait for a lock. */
async function waiting(db: pg.Client): Promise<number> {
  const { rows } = await db.query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
  );
  return rows[0].n;
}

test("a revoked key gets 401, and a changed key never worked", async () => {
  const key = await seedKey(pair.db, tenant.organisationId);
  expect(await statuses(key.text)).toEqual(EVERYWHERE(200));
  const last = key.text.endsWith("0") ? "1" : "0";
  expect(await statuses(`${key.text.slice(0, -1)}${last}`)).toEqual(EVERYWHERE(401));
  const page = `/o/${tenant.organisationId}/api-keys`;
  await browser.do(pair.urls[1], page, "revokeApiKeyAction", [tenant.organisationId, { api_key_id: key.id }]);
  expect(await statuses(key.text)).toEqual(EVERYWHERE(401));
});

test("an access token that expired, or was changed in any part, is refused", async () => {
  const { access_token } = await connect();
  const claims = claimsOf(access_token);
  const now = Math.floor(Date.now() / 1000);
  const [valid = "", ...wrong] = await sign([
    { claims },
    { claims: { ...claims, iat: now - 4_500, exp: now - 3_600 } },
    { claims: { ...claims, exp: now - 1 } },
    { claims: { ...claims, exp: now + 86_400 } },
    { claims: { ...claims, iss: "https://other.example" } },
    { claims: { ...claims, aud: "https://other.example/mcp" } },
    { claims: { ...claims, aud: `${pair.baseUrl}/mcp-readonly` } },
    { claims: { ...claims, connection: "con_00000000000000000000000000" } },
    { header: { typ: "JWT" }, claims },
    { header: { kid: "ink_00000000000000000000000000" }, claims },
  ]);
  expect(await statuses(valid)).toEqual(EVERYWHERE(200));
  for (const token of wrong) expect(await statuses(token), token).toEqual(EVERYWHERE(401));

  const parts = access_token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
  const other = Buffer.from(JSON.stringify({ ...claims, scope: "mcp:read mcp:write", sub: "usr_x" }));
  const changed = [
    ...parts.map((part, index) => parts.with(index, flip(part)).join(".")),
    `${none}.${body}.`,
    `${none}.${body}.${signature}`,
    `${head}.${other.toString("base64url")}.${signature}`,
    `${head}.${body}`,
    `${head}.${body}.`,
    `${access_token}.${signature}`,
  ];
  for (const token of changed) expect(await statuses(token), token).toEqual(EVERYWHERE(401));
});

/** The text with one character in its middle replaced by another one of the alphabet. */
function flip(part: string): string {
  const middle = Math.floor(part.length / 2);
  return part.slice(0, middle) + (part[middle] === "A" ? "B" : "A") + part.slice(middle + 1);
}

async function sign(wanted: { header?: object; claims: object }[]): Promise<string[]> {
  const output = await runScript("e2e/sign-access-token.ts", pair.stack.env, [], JSON.stringify(wanted));
  return JSON.parse(output) as string[];
}

test("a token is good at the one address it was issued for", async () => {
  const [first, second] = tenant.projects;
  const addresses = ["/mcp", "/mcp-readonly", `/mcp/projects/${first.id}`, `/mcp/projects/${second?.id}`];
  for (const issuedFor of addresses) {
    const projectId = /projects\/(.*)/.exec(issuedFor)?.[1] ?? null;
    const access = issuedFor === "/mcp-readonly" ? ("readonly" as const) : ("full" as const);
    const { access_token } = await client.connect(
      browser,
      pair.urls[0],
      { ...approval(), projectId, access },
      `${pair.baseUrl}${issuedFor}`,
    );
    for (const endpoint of addresses) {
      expect(await statuses(access_token, { endpoint }), `${issuedFor} at ${endpoint}`).toEqual(
        EVERYWHERE(endpoint === issuedFor ? 200 : 401),
      );
    }
  }
});

test("pausing, ending, narrowing and leaving count from the next request on", async () => {
  const member = await seedMember(pair.db, tenant.organisationId, "admin");
  const theirs = await pair.signIn(member);
  const { access_token, ...rest } = await client.connect(theirs, pair.urls[0], {
    ...approval(),
    userId: member.userId,
  });
  const connection_id = connectionIdOf({ access_token });
  const [first, second] = pair.urls;

  expect(await statuses(access_token)).toEqual(EVERYWHERE(200));
  await inDashboard(first, "pauseConnectionAction", { connection_id }, theirs);
  expect(await statuses(access_token)).toEqual(EVERYWHERE(403));
  for (const url of pair.urls) {
    const held = await client.refresh(url, rest.refresh_token);
    expect([held.status, JSON.parse(held.text).error]).toEqual([503, "temporarily_unavailable"]);
  }
  await inDashboard(second, "resumeConnectionAction", { connection_id });
  expect(await statuses(access_token)).toEqual(EVERYWHERE(200));
  const refreshed = await client.refresh(second, rest.refresh_token);
  expect(refreshed.status).toBe(200);
  const { refresh_token } = JSON.parse(refreshed.text) as TokenSet;
  const soon = new Date(Date.now() + 2_000).toISOString();
  await inDashboard(second, "setEndDateAction", { connection_id, expires_at: soon });
  await expect.poll(() => statuses(access_token)).toEqual(EVERYWHERE(401));
  await pair.db.query("UPDATE connection SET expires_at = NULL WHERE id = $1", [connection_id]);
  expect(await statuses(access_token)).toEqual(EVERYWHERE(200));

  const abilities = async () => {
    const seen = [];
    for (const url of pair.urls) {
      const request = { url, publicUrl: pair.baseUrl, token: access_token };
      const { structured } = await callTool(request, "get_capabilities");
      seen.push((structured?.permissions as string[] | undefined)?.includes("chatbots:write"));
    }
    return seen;
  };
  expect(await abilities()).toEqual([true, true]);
  const page = `/o/${tenant.organisationId}/members`;
  await browser.do(pair.urls[0], page, "changeRoleAction", [
    tenant.organisationId,
    { user_id: member.userId, role: "analyst" },
  ]);
  expect(await abilities()).toEqual([false, false]);

  await browser.do(pair.urls[1], page, "removeMemberAction", [
    tenant.organisationId,
    { user_id: member.userId },
  ]);
  expect(await statuses(access_token)).toEqual(EVERYWHERE(401));
  for (const url of pair.urls) expect((await client.refresh(url, refresh_token)).status).toBe(400);
});

test("a connection narrowed to reading can't write at its next request, and is told why", async () => {
  for (const [index, url] of pair.urls.entries()) {
    const { access_token } = await connect();
    const connection_id = connectionIdOf({ access_token });
    const request = { publicUrl: pair.baseUrl, token: access_token };
    const everywhere = async <Result>(ask: (request: McpRequest) => Promise<Result>) => {
      const seen = [];
      for (const each of pair.urls)
        for (const era of ERAS) seen.push(await ask({ ...request, url: each, era }));
      return seen;
    };
    const listed = (name: string) =>
      everywhere(async (each) =>
        readJson(await mcp(each, "tools/list", {})).result?.tools?.some((tool) => tool.name === name),
      );
    const write = (each: McpRequest) =>
      callTool(each, "update_chatbot_language", {
        chatbot_id: tenant.projects[0].chatbotId,
        project_id: tenant.projects[0].id,
        language: "auto",
        dry_run: true,
      });
    expect(await listed("update_chatbot_language")).toEqual([true, true, true, true]);
    for (const answer of await everywhere(write)) expect(answer.error?.reason).not.toBe("readonly");
    const page = `/p/${tenant.projects[0].id}/integrations/mcp/${connection_id}`;
    await browser.do(pair.urls[1 - index] as string, page, "narrowConnectionAction", [
      tenant.organisationId,
      { connection_id, access: "readonly", project_id: tenant.projects[1]?.id },
    ]);
    expect(await listed("update_chatbot_language")).toEqual([false, false, false, false]);
    for (const answer of await everywhere(write)) {
      expect(answer).toMatchObject({
        status: 200,
        isError: true,
        error: { code: "insufficient_permission", reason: "readonly" },
      });
      expect(answer.words).toContain("only reads");
    }
    const projects = await callTool({ ...request, url }, "list_projects");
    expect(JSON.stringify(projects.structured)).toContain(tenant.projects[1]?.id);
    expect(JSON.stringify(projects.structured)).not.toContain(tenant.projects[0].id);
  }
});

test("the organisation's policy counts from the next request on, and what it stops goes on afterwards", async () => {
  const tokens = await connect();
  const setPolicy = (instanceUrl: string, policy: string) =>
    browser.do(instanceUrl, `/o/${tenant.organisationId}/settings`, "setClientPolicyAction", [
      tenant.organisationId,
      { policy, allowed_clients: [], members_may_write: true },
    ]);
  await setPolicy(pair.urls[0], "verified");
  expect(await statuses(tokens.access_token)).toEqual(EVERYWHERE(403));
  expect((await client.refresh(pair.urls[1], tokens.refresh_token)).status).toBe(503);
  const pending = await client.start(browser, pair.urls[1]);
  expect(await client.approve(browser, pair.urls[1], pending, approval())).toMatchObject({
    ok: false,
    error: { code: "conflict" },
  });
  await setPolicy(pair.urls[1], "all");
  expect(await statuses(tokens.access_token)).toEqual(EVERYWHERE(200));
  expect((await client.refresh(pair.urls[0], tokens.refresh_token)).status).toBe(200);
});

test("ending all connections of a client ends each at the next request", async () => {
  const other = await OAuthClient.register(pair.urls[1], pair.baseUrl);
  const ended = [
    await other.connect(browser, pair.urls[0], approval()),
    await other.connect(browser, pair.urls[1], approval()),
  ];
  const kept = await connect();
  await inDashboard(pair.urls[1], "revokeConnectionsAction", { of: "client", client_id: other.id });
  for (const { access_token } of ended) expect(await statuses(access_token)).toEqual(EVERYWHERE(401));
  expect(await statuses(kept.access_token)).toEqual(EVERYWHERE(200));
});

test("a disabled person's connections are refused", async () => {
  const member = await seedMember(pair.db, tenant.organisationId, "admin");
  const tokens = await client.connect(await pair.signIn(member), pair.urls[0], {
    ...approval(),
    userId: member.userId,
  });
  expect(await statuses(tokens.access_token)).toEqual(EVERYWHERE(200));
  await pair.db.query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [member.userId]);
  await expectRefused(tokens);
});

test("what was revoked stays so after a restart, and after all instances were killed", async () => {
  expect(revoked.length).toBeGreaterThanOrEqual(4);
  const alive = await connect();
  const [first, second] = pair.stack.instances;
  await first?.stop();
  await first?.start();
  for (const tokens of revoked) await expectRefused(tokens);
  expect(await statuses(alive.access_token)).toEqual(EVERYWHERE(200));
  await Promise.all([first?.kill(), second?.kill()]);
  await Promise.all([first?.start(), second?.start()]);
  for (const tokens of revoked) await expectRefused(tokens);
  expect(await statuses(alive.access_token)).toEqual(EVERYWHERE(200));
});
