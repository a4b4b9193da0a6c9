// Streams that stay open while requests reach another instance than the one that holds them.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { expect, test } from "@playwright/test";
import { readEvents, type StreamEvent } from "@/components/live/read-events";
import type { LiveView } from "@/lib/live/schema";
import type { Browser } from "../http/browser";
import { Chat } from "../http/chat";
import { fetchAt } from "../http/fetch-at";
import { callTool } from "../http/mcp-call";
import { seedKey, seedMember, seedTenant, type Tenant } from "../tenants";
import { type Pair, startPair } from "./start";

test.describe.configure({ mode: "serial" });

let pair: Pair;
let tenant: Tenant;
let browser: Browser;
let projectId: string;
/** What must never stand in a log. */
const secrets: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  pair = await startPair();
  tenant = await seedTenant(pair.db);
  browser = await pair.signIn(tenant);
  projectId = tenant.projects[0].id;
});

test.afterAll(async () => {
  await pair?.stop();
});

/** The SDK's client of the old transport, with its stream at one instance and its requests where `post` says. */
async function oldClient(token: string, get: () => string, post: () => string) {
  const transport = new SSEClientTransport(new URL(`${pair.baseUrl}/mcp`), {
    fetch: fetchAt(pair.baseUrl, (method) => (method === "GET" ? get() : post())),
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: "old-client", version: "1" });
  client.onerror = () => {};
  await client.connect(transport);
  return client;
}

interface Opened {
  status: number;
  /** The next event; null at the end, however it comes. */
  next(): Promise<StreamEvent | null>;
  close(): void;
}

async function open(instanceUrl: string, address: string, token: string): Promise<Opened> {
  const stop = new AbortController();
  const response = await fetchAt(pair.baseUrl, () => instanceUrl)(`${pair.baseUrl}${address}`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  const events = response.ok && response.body ? readEvents(response.body) : undefined;
  return {
    status: response.status,
    next: async () => {
      const found = await events?.next().catch(() => undefined);
      return found?.done === false ? found.value : null;
    },
    close: () => stop.abort(),
  };
}

/** Milliseconds until the stream ends. */
async function untilEnd({ next }: Opened): Promise<number> {
  const started = Date.now();
  while (await next());
  return Date.now() - started;
}

async function liveToken(by: Browser, instanceUrl: string): Promise<string> {
  const answer = await by.request(instanceUrl, `/api/projects/${projectId}/live/token`, {
    method: "POST",
    headers: { origin: pair.baseUrl },
  });
  expect(answer.status, answer.text).toBe(200);
  const token = JSON.parse(answer.text).real_time_access_token as string;
  secrets.push(token);
  return token;
}

async function viewOf(stream: Opened): Promise<LiveView> {
  const event = await stream.next();
  expect(event?.event).toBe("view");
  return JSON.parse(event?.data ?? "null") as LiveView;
}

async function streamRows(): Promise<number> {
  return (await pair.db.query("SELECT count(*)::int AS n FROM event_stream WHERE alive_until > now()"))
    .rows[0].n;
}

test("a client of the old transport works with its requests at either instance", async () => {
  const [one, other] = pair.urls;
  const { text: token } = await seedKey(pair.db, tenant.organisationId);
  let turn = 0;
  const client = await oldClient(
    token,
    () => one,
    () => pair.urls[(turn++ % 2) as 0 | 1],
  );
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(5);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      client.callTool({ name: "list_conversations", arguments: { limit: (index % 100) + 1 } }),
    ),
  );
  for (const answer of answers) expect(JSON.stringify(answer)).toContain(tenant.projects[0].canary);
  const { rows } = await pair.db.query(
    "SELECT outcome, era, count(*)::int AS n FROM call_log WHERE organisation_id = $1 GROUP BY 1, 2",
    [tenant.organisationId],
  );
  expect(rows).toEqual([{ outcome: "ok", era: "2025-11-25", n: 30 }]);
  await client.close();

  // Only the one who opened a session finds it, at either instance.
  const opened = await open(one, "/mcp", token);
  const address = (await opened.next())?.data ?? "";
  secrets.push(new URL(address, pair.baseUrl).searchParams.get("sessionId") ?? "");
  const foreign = (await seedKey(pair.db, tenant.organisationId)).text;
  const post = async (instanceUrl: string, endpoint: string, key: string) =>
    callTool({ url: instanceUrl, publicUrl: pair.baseUrl, token: key, endpoint }, "list_projects");
  for (const url of [one, other]) {
    const refused = await post(url, address, foreign);
    const unknown = await post(url, "/mcp?sessionId=unknown", foreign);
    expect([refused.status, refused.text]).toEqual([404, unknown.text]);
    expect((await post(url, address, token)).status).toBe(202);
    expect((await opened.next())?.data).toContain(tenant.canary.slice(0, 6));
  }
  opened.close();
});

test("a revoked key loses its open stream within seconds, whichever instance revokes it", async () => {
  const key = await seedKey(pair.db, tenant.organisationId);
  const opened = await open(pair.urls[0], "/mcp", key.text);
  await opened.next();
  const page = `/o/${tenant.organisationId}/api-keys`;
  await browser.do(pair.urls[1], page, "revokeApiKeyAction", [tenant.organisationId, { api_key_id: key.id }]);
  expect(await untilEnd(opened)).toBeLessThan(6_000);
  expect((await open(pair.urls[1], "/mcp", key.text)).status).toBe(401);
});

test("what is written at one instance shows on the live page of the other", async () => {
  const [one, other] = pair.urls;
  const stream = await open(other, `/api/projects/${projectId}/live`, await liveToken(browser, one));
  expect((await viewOf(stream)).active).toEqual([]);
  const said = `Is anybody there? ${Date.now()}`;
  const turns = [{ role: "user", content: said, at: new Date().toJSON() }];
  const sent = await browser.request(
    one,
    `/api/projects/${projectId}/imports?kind=conversations&file_name=now.jsonl`,
    {
      method: "POST",
      headers: { origin: pair.baseUrl },
      body: JSON.stringify({ id: "now", platform: "whatsapp", turns }),
    },
  );
  expect(sent.status, sent.text).toBe(202);
  await expect
    .poll(async () => (await viewOf(stream)).events[0]?.text, { timeout: 20_000, intervals: [0] })
    .toBe(said);
  const view = await viewOf(
    await open(one, `/api/projects/${projectId}/live`, await liveToken(browser, other)),
  );
  expect(view.active).toMatchObject([{ platform: "whatsapp", is_waiting: true, text: said }]);
  expect(view.metrics.totals).toMatchObject({ conversations: 1, user_messages: 1 });
  stream.close();
});

test("a visitor whose chat is open at one instance gets what a person writes at the other", async () => {
  const [one, other] = pair.urls;
  const { chatbotId, canary } = tenant.projects[0];
  const chat = new Chat(pair.baseUrl, chatbotId);
  await chat.open(other);
  expect(await chat.say(other, `Where is my order ${canary}?`)).toContain("On its way.");
  const { conversation } = await chat.open(other);
  const events = chat.events(other, (conversation?.messages.length ?? 0) - 1);
  const told = (async () => {
    const seen: string[] = [];
    for await (const { event, data } of events) {
      if (event === "handler") seen.push(`${data.handler} answers`);
      if (event === "message") return [...seen, `${data.from}: ${data.text}`];
    }
    return seen;
  })();
  await browser.do(one, `/p/${projectId}/conversations`, "sendMessageAction", [
    projectId,
    { conversation_id: conversation?.id, text: "Hello from the desk." },
  ]);
  expect((await told).toSorted()).toContain("person: Hello from the desk.");
  // From then on the chatbot is silent, whichever instance is asked.
  expect(await chat.say(one, "Are you still there?")).toBeNull();
});

test("a real_time_access_token opens one stream, at one instance, and nothing else", async () => {
  const address = `/api/projects/${projectId}/live`;
  for (let round = 0; round < 5; round += 1) {
    const token = await liveToken(browser, pair.urls[0]);
    const streams = await Promise.all(
      Array.from({ length: 10 }, (_, index) => open(pair.urls[(index % 2) as 0 | 1], address, token)),
    );
    expect(streams.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(401)]);
    for (const { close } of streams) close();
  }
  const token = await liveToken(browser, pair.urls[0]);
  for (const url of pair.urls) {
    const answer = await callTool({ url, publicUrl: pair.baseUrl, token }, "list_projects");
    expect(answer.status).toBe(401);
    const key = (await seedKey(pair.db, tenant.organisationId)).text;
    expect((await open(url, address, key)).status).toBe(401);
  }
  await expect.poll(streamRows, { timeout: 20_000 }).toBeLessThanOrEqual(2);
});

test("signing out everywhere and leaving end a person's live streams within seconds", async () => {
  const address = `/api/projects/${projectId}/live`;
  for (const lose of [
    (userId: string) =>
      pair.db.query(`UPDATE "user" SET session_epoch = session_epoch + 1 WHERE id = $1`, [userId]),
    (userId: string) => pair.db.query("DELETE FROM member WHERE user_id = $1", [userId]),
  ]) {
    const member = await seedMember(pair.db, tenant.organisationId, "analyst");
    const theirs = await pair.signIn(member);
    const stream = await open(pair.urls[1], address, await liveToken(theirs, pair.urls[0]));
    await viewOf(stream);
    await lose(member.userId);
    expect(await untilEnd(stream)).toBeLessThan(6_000);
  }
});

test("a hundred open streams take no connection of the database from anybody", async () => {
  const streams: Opened[] = [];
  for (let key = 0; key < 10; key += 1) {
    const { text } = await seedKey(pair.db, tenant.organisationId);
    const opened = await Promise.all(
      Array.from({ length: 10 }, (_, index) => open(pair.urls[(index % 2) as 0 | 1], "/mcp", text)),
    );
    expect(opened.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await open(pair.urls[0], "/mcp", text)).status).toBe(429);
    streams.push(...opened);
  }
  const { rows } = await pair.db.query(
    `SELECT application_name AS name, count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'caramel%' GROUP BY 1`,
  );
  const count = (name: string) => rows.find((row) => row.name === name)?.n ?? 0;
  expect(count("caramel listening")).toBe(2);
  expect(count("caramel")).toBeLessThanOrEqual(20);
  const { text: token } = await seedKey(pair.db, tenant.organisationId);
  const started = Date.now();
  for (const url of pair.urls) {
    expect((await callTool({ url, publicUrl: pair.baseUrl, token }, "list_projects")).status).toBe(200);
  }
  expect(Date.now() - started).toBeLessThan(3_000);
  for (const { close } of streams) close();
  await expect.poll(streamRows, { timeout: 20_000 }).toBeLessThanOrEqual(2);
});

test("a restart ends an instance's streams; clients open new ones and go on", async () => {
  const [first, second] = pair.stack.instances;
  const { text: token } = await seedKey(pair.db, tenant.organisationId);
  let isFirstUp = true;
  const client = await oldClient(
    token,
    () => pair.urls[isFirstUp ? 0 : 1],
    () => pair.urls[1],
  );
  const stays = await open(pair.urls[1], "/mcp", token);
  const address = (await stays.next())?.data ?? "";
  isFirstUp = false;
  // An open stream does not hold up the stop, and is struck off.
  const started = Date.now();
  await first?.stop();
  expect(Date.now() - started).toBeLessThan(8_000);
  await expect
    .poll(
      () =>
        client.callTool({ name: "list_projects" }, undefined, { timeout: 2_000 }).then(
          ({ isError }) => isError ?? false,
          () => "failed",
        ),
      { timeout: 30_000 },
    )
    .toBe(false);
  const answer = await callTool(
    { url: pair.urls[1], publicUrl: pair.baseUrl, token, endpoint: address },
    "list_projects",
  );
  expect(answer.status).toBe(202);
  expect((await stays.next())?.event).toBe("message");
  await client.close();
  stays.close();
  // Killed, an instance can't strike off anything: its streams are gone some time later.
  await first?.start();
  const lost = await open(pair.urls[0], "/mcp", token);
  const orphan = (await lost.next())?.data ?? "";
  await first?.kill();
  expect(await untilEnd(lost)).toBeLessThan(5_000);
  await pair.db.query("UPDATE event_stream SET alive_until = now() - interval '1 second'");
  const late = await callTool(
    { url: pair.urls[1], publicUrl: pair.baseUrl, token, endpoint: orphan },
    "list_projects",
  );
  expect(late.status).toBe(404);
  expect(second?.output()).not.toContain('"level":50');
});

test("the logs hold no token and no session", async () => {
  const logs = pair.stack.instances.map((instance) => instance.output()).join("\n");
  expect(logs).toContain(`/api/projects/${projectId}/live`);
  expect(secrets.length).toBeGreaterThan(5);
  for (const secret of secrets) expect(logs).not.toContain(secret);
});
