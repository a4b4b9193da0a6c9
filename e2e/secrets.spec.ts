// After everything was used that is secret, also while the database failed: none of it stands in a table or in the log.
import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { Browser } from "./http/browser";
import { callTool } from "./http/mcp-call";
import { OAuthClient, tokensOf } from "./http/oauth-client";
import { send } from "./http/send";
import { runScript } from "./run-script";
import { newCanary } from "./tenants";
import { type Pair, startPair } from "./two-instances/start";

/** Tables that hold what was made of secrets; each fails once while secrets are on their way to it. */
const FAILING = [
  "user",
  "one_time_token",
  "invitation",
  "api_key",
  "oauth_client",
  "oauth_artifact",
  "connection",
  "model_provider",
];

let pair: Pair;
/** What must not be found, with what it is. */
const planted = new Map<string, string>();

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pair = await startPair({ env: { LOG_LEVEL: "trace" } });
});

test.afterAll(async () => {
  await pair?.stop();
});

function plant(what: string, text: string): string {
  expect(text.length, what).toBeGreaterThanOrEqual(12);
  planted.set(text, what);
  return text;
}

const newPassword = (what: string) => plant(what, `pw-${randomBytes(9).toString("hex")}`);

interface Actors {
  browser: Browser;
  organisationId: string;
  userId: string;
  email: string;
  password: string;
}

/** Everything a person and an assistant do with secrets. Steps that fail are part of the second tour. */
async function tour({ browser, organisationId, userId, email, password }: Actors): Promise<string[]> {
  const [first, second] = pair.urls;
  const failures: string[] = [];
  const step = async (what: string, work: () => Promise<unknown>) => {
    await work().catch((error: Error) => failures.push(`${what}: ${error.message}`));
  };

  await step("wrong password", async () => {
    const wrong = { email, password: newPassword("a mistyped password") };
    await new Browser(pair.baseUrl).act(second, "/sign-in", "signInAction", [wrong]);
  });
  await step("sign in", async () => {
    const again = new Browser(pair.baseUrl);
    await again.signIn(second, email, password);
    for (const value of again.secretCookies) plant("a session", value);
  });
  await step("invitation", async () => {
    const page = `/o/${organisationId}/members`;
    const made = await browser.do<{ url: string }>(first, page, "inviteMemberAction", [
      organisationId,
      { role: "agent" },
    ]);
    const token = plant("an invitation", new URL(made.url).pathname.split("/").at(-1) ?? "");
    const guest = new Browser(pair.baseUrl);
    await guest.request(second, made.url);
    const person = {
      email: `${newCanary()}@example.com`,
      name: "Guest",
      password: newPassword("a guest's password"),
    };
    await guest.do(second, `/invitation/${token}`, "joinAction", [{ ...person, token }]);
  });
  let key = "";
  await step("key", async () => {
    const page = `/o/${organisationId}/api-keys`;
    const made = await browser.do<{ secret: string; api_key: { id: string } }>(
      first,
      page,
      "createApiKeyAction",
      [organisationId, { name: "Key", access: "full" }],
    );
    key = plant("an API key", made.secret);
    const said = await callTool({ url: second, publicUrl: pair.baseUrl, token: key }, "search_products", {
      query: `my key is ${key}`,
    });
    expect(said.status).toBe(200);
    const turnedOn = await browser.do<{ url: string }>(first, page, "turnOnKeyUrlAction", [
      organisationId,
      { api_key_id: made.api_key.id },
    ]);
    const { pathname } = new URL(turnedOn.url);
    plant("the secret of an address", pathname.replace("/mcp/t/", ""));
    for (const endpoint of [pathname, `${pathname}/`, `${pathname}x`, `/${pathname}`]) {
      await callTool({ url: second, publicUrl: pair.baseUrl, token: "none", endpoint }, "list_projects");
    }
  });
  await step("model provider", async () => {
    const page = `/o/${organisationId}/model-providers`;
    const provider = { kind: "openai-compatible", base_url: "http://models.invalid/v1" };
    const made = await browser.do<{ id: string }>(first, page, "saveModelProviderAction", [
      organisationId,
      { ...provider, key: plant("a key of a model provider", `sk-${randomBytes(18).toString("hex")}`) },
    ]);
    // Nobody answers there; what is kept and logged of it is what counts.
    await browser.do(second, page, "testModelProviderAction", [organisationId, { provider_id: made.id }]);
  });
  await step("client", async () => {
    const client = await OAuthClient.register(first, pair.baseUrl, true);
    plant("a client secret", client.secret ?? "");
    const { code, verifier } = await client.obtainCode(browser, first, { userId, organisationId });
    plant("a code", code);
    plant("a verifier", verifier);
    await client.redeem(second, code, "x".repeat(43));
    const tokens = tokensOf(await client.redeem(second, code, verifier));
    plant("an access token", tokens.access_token);
    plant("a refresh token", tokens.refresh_token);
    await callTool({ url: first, publicUrl: pair.baseUrl, token: tokens.access_token }, "search_products", {
      query: tokens.access_token.slice(0, 190),
    });
    const next = tokensOf(await client.refresh(first, tokens.refresh_token));
    plant("an access token", next.access_token);
    plant("a refresh token", next.refresh_token);
    // Where secrets do not belong: in addresses, and in bodies that can't be read.
    await send(`${first}/mcp?access_token=${next.access_token}&key=${key}`, { publicUrl: pair.baseUrl });
    await send(`${second}/oauth/token?refresh_token=${next.refresh_token}`, {
      method: "POST",
      publicUrl: pair.baseUrl,
      headers: { "content-type": "application/json" },
      body: `{"refresh_token":"${next.refresh_token}","client_secret":"${client.secret}"`,
    });
    await client.redeem(first, code, verifier);
    await client.revoke(second, next.refresh_token);
  });
  for (const value of browser.secretCookies) if (value.length >= 12) plant("a cookie", value);
  return failures;
}

test("no secret is found in the database or in the log", async () => {
  test.setTimeout(120_000);
  const [first] = pair.urls;
  const canary = newCanary();
  const link = (await runScript("scripts/print-welcome.ts", pair.stack.env)).trim();
  const token = plant("the set-up link", new URL(link).searchParams.get("token") ?? "");
  const email = `${canary}@example.com`;
  const password = newPassword("the owner's password");
  const browser = new Browser(pair.baseUrl);
  await browser.request(first, link);
  await browser.do(first, "/setup", "setUpAction", [
    { token, email, password, name: "Owner", organisation_name: canary, project_name: "Shop" },
  ]);
  await pair.db.query("UPDATE plan SET tool_calls_per_minute = 100000, project_calls_per_minute = 100000");
  const { rows } = await pair.db.query(
    `SELECT organisation_id AS "organisationId", user_id AS "userId" FROM member`,
  );
  const actors: Actors = { browser, email, password, ...rows[0] };
  expect(await tour(actors)).toEqual([]);
  await browser.do(pair.urls[1], "/account", "changePasswordAction", [
    { current_password: password, new_password: newPassword("the owner's new password") },
  ]);
  const kinds = new Set(planted.values());

  for (const table of FAILING) {
    await pair.db.query(`ALTER TABLE "${table}" RENAME TO "${table}_away"`);
    try {
      expect(await tour(actors), `without ${table}`).not.toEqual([]);
    } finally {
      await pair.db.query(`ALTER TABLE "${table}_away" RENAME TO "${table}"`);
    }
  }

  for (const kind of [
    "the set-up link",
    "the owner's password",
    "the owner's new password",
    "a mistyped password",
    "a guest's password",
    "an invitation",
    "an API key",
    "a client secret",
    "a code",
    "a verifier",
    "an access token",
    "a refresh token",
    "a session",
    "a key of a model provider",
  ]) {
    expect(kinds, kind).toContain(kind);
  }
  const places = {
    database: await dump(),
    log: pair.stack.instances.map((instance) => instance.output()).join("\n"),
  };
  // Both are searched in the way that finds what is there.
  expect(places.database).toContain(canary);
  expect(places.log).toMatch(/"requestId":"[\w-]+"/);
  for (const [place, text] of Object.entries(places)) {
    const found = [...planted].filter(([secret]) => text.includes(secret)).map(([, what]) => what);
    expect(found, `in the ${place}`).toEqual([]);
  }
});

/** Every row of every table as text. */
async function dump(): Promise<string> {
  const { rows: tables } = await pair.db.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(25);
  const parts = [];
  for (const { name } of tables) {
    const { rows } = await pair.db.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    parts.push(name, ...rows.map(({ row }) => row));
  }
  return parts.join("\n");
}
