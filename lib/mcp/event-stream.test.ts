import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createConnection, createKey, createTenant, signToken, type Tenant } from "@/lib/auth/testing";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { sweepStreams } from "@/lib/db/event-streams";
import { MAX_WAITING } from "./event-stream";
import { serveSample } from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, logLevel: "silent" } };
});

const URL_ = `${env.baseUrl}/mcp`;

let tenant: Tenant;
let key: string;
/** Streams of the test, ended after it. */
const open: ReadableStreamDefaultReader<string>[] = [];

beforeAll(async () => {
  tenant = await createTenant({ projects: 2 });
  key = (await createKey(tenant)).text;
});

afterEach(async () => {
  for (const reader of open.splice(0)) await reader.cancel().catch(() => {});
});

afterAll(() => globalThis.caramelStopListening?.());

function get(token: string, headers: Record<string, string> = {}, url = URL_) {
  return serveSample(
    new Request(url, {
      headers: { accept: "text/event-stream", authorization: `Bearer ${token}`, ...headers },
    }),
  );
}

function post(url: string, token: string, body: unknown, headers: Record<string, string> = {}) {
  return serveSample(
    new Request(new URL(url, URL_), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "x-caramel-client-ip": newId("call"),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
}

const callOf = (id: unknown, args: object = {}, name = "who_am_i") => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

interface Stream {
  address: string;
  /** The next event that is no heartbeat; null at the end of the stream. */
  next(): Promise<{ event: string; data: string } | null>;
}

async function stream(token: string, url = URL_): Promise<Stream> {
  const response = await get(token, {}, url);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  open.push(reader);
  let text = "";
  const next = async () => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const found = /^event: (.*)\ndata: (.*)$/s.exec(text.slice(0, end));
        text = text.slice(end + 2);
        if (found) return { event: found[1] ?? "", data: found[2] ?? "" };
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  const first = await next();
  expect(first?.event).toBe("endpoint");
  return { address: first?.data ?? "", next };
}

async function answerOf({ next }: Stream) {
  const event = await next();
  expect(event?.event).toBe("message");
  return JSON.parse(event?.data ?? "null");
}

async function oldClient(token: string) {
  const transport = new SSEClientTransport(new URL(URL_), {
    fetch: (url, init) => serveSample(new Request(url, init)),
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: "old-client", version: "1" });
  await client.connect(transport);
  return client;
}

describe("the SDK's client of the old transport", () => {
  it("lists and calls, many at once, each answer to its own question", async () => {
    const client = await oldClient(key);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("who_am_i");
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`);
    const answers = await Promise.all(
      words.map((word, index) =>
        client.callTool({ name: "who_am_i", arguments: { word, milliseconds: (index * 7) % 50 } }),
      ),
    );
    expect(answers.map(({ structuredContent }) => (structuredContent as { word: string }).word)).toEqual(
      words,
    );
    await expect(client.callTool({ name: "no_such_tool" })).rejects.toThrow("Unknown tool");
    await client.close();
  });

  it("gets long answers and line breaks whole", async () => {
    const client = await oldClient(key);
    const word = `${"ü\n".repeat(20)}\r\n end`;
    const { structuredContent } = await client.callTool({ name: "who_am_i", arguments: { word } });
    expect(structuredContent).toMatchObject({ word });
    const many = await client.callTool({ name: "list_notes", arguments: { limit: 100, characters: 500 } });
    expect(JSON.stringify(many.structuredContent).length).toBeGreaterThan(20_000);
    await client.close();
  });

  it("is closed within seconds once its connection is revoked", async () => {
    const connection = await createConnection(tenant);
    const opened = await stream(await signToken(connection));
    await prisma.connection.update({ where: { id: connection.id }, data: { revokedAt: new Date() } });
    const started = Date.now();
    expect(await opened.next()).toBeNull();
    expect(Date.now() - started).toBeLessThan(6_000);
    await vi.waitFor(
      async () =>
        expect(
          await prisma.eventStream.count({
            where: { credential: connection.id, aliveUntil: { gt: new Date() } },
          }),
        ).toBe(0),
      10_000,
    );
  });
});

describe("who opens a stream", () => {
  it.each([
    ["MCP-Protocol-Version", { "mcp-protocol-version": "2025-11-25" }],
    ["a revision of the newest era", { "mcp-protocol-version": "2026-07-28" }],
    ["a session id", { "mcp-session-id": "stateless" }],
    ["the event it wants to go on from", { "last-event-id": "1" }],
    ["another type that it accepts", { accept: "application/json" }],
    ["any type that it accepts", { accept: "*/*" }],
  ] as [string, Record<string, string>][])("not a GET with %s", async (_, headers) => {
    const response = await get((await createKey(tenant)).text, headers);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  });

  it("not the SDK's client of Streamable HTTP, which asks for a stream as well", async () => {
    const { text } = await createKey(tenant);
    const statuses: [string, number][] = [];
    const transport = new StreamableHTTPClientTransport(new URL(URL_), {
      fetch: async (url, init) => {
        const response = await serveSample(new Request(url, init));
        statuses.push([init?.method ?? "GET", response.status]);
        return response;
      },
      requestInit: { headers: { authorization: `Bearer ${text}` } },
    });
    const client = new Client({ name: "newer-client", version: "1" });
    await client.connect(transport);
    await vi.waitFor(() => expect(statuses).toContainEqual(["GET", 405]), 10_000);
    await client.close();
  });

  it("not a client of a revision without that header, which repeats the session id it got", async () => {
    const initialize = (protocolVersion: string) => ({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion, capabilities: {}, clientInfo: { name: "c", version: "1" } },
    });
    const accept = "application/json, text/event-stream";
    const answer = await post("/mcp", key, initialize("2025-03-26"), { accept });
    const sessionId = answer.headers.get("mcp-session-id") as string;
    expect(sessionId).toBe("stateless");
    expect((await get(key, { "mcp-session-id": sessionId })).status).toBe(405);
    const next = await post("/mcp", key, callOf(2), { accept, "mcp-session-id": sessionId });
    expect(next.status).toBe(200);
    const newer = await post("/mcp", key, initialize("2025-11-25"), { accept });
    expect(newer.headers.get("mcp-session-id")).toBeNull();
  });

  it("again with MCP-Protocol-Version, as the SDK's client does, whoever had one of late", async () => {
    const { text } = await createKey(tenant);
    const version = { "mcp-protocol-version": "2025-11-25" };
    expect((await get(text, version)).status).toBe(405);
    await (await get(text)).body?.cancel();
    const again = await get(text, version);
    expect(again.status).toBe(200);
    await again.body?.cancel();
    expect((await get(text, { "mcp-protocol-version": "2026-07-28" })).status).toBe(405);
    expect((await get(text, version, `${URL_}?access=readonly`)).status).toBe(405);
  });

  it("nobody without a credential that is alive", async () => {
    const none = await serveSample(new Request(URL_, { headers: { accept: "text/event-stream" } }));
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("resource_metadata="),
    ]);
    const revoked = await createKey(tenant);
    await prisma.apiKey.update({ where: { id: revoked.id }, data: { revokedAt: new Date() } });
    expect((await get(revoked.text)).status).toBe(401);
    const paused = await createConnection(tenant);
    await prisma.connection.update({ where: { id: paused.id }, data: { pausedAt: new Date() } });
    expect((await get(await signToken(paused))).status).toBe(403);
    const unscoped = await createConnection(tenant, { scopes: ["offline_access"] });
    expect((await get(await signToken(unscoped))).status).toBe(403);
  });

  it("at most ten for one credential, and one more once one is closed", async () => {
    const own = await createTenant();
    const { text, id } = await createKey(own);
    const streams = await Promise.all(Array.from({ length: 14 }, () => get(text)));
    expect(streams.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: 10 }, () => 200),
      ...Array.from({ length: 4 }, () => 429),
    ]);
    expect(streams.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("30");
    // Another credential of the same organisation has its own.
    await stream((await createKey(own)).text);
    const [first, ...rest] = streams.filter(({ status }) => status === 200);
    await first?.body?.cancel();
    await vi.waitFor(
      async () =>
        expect(
          await prisma.eventStream.count({ where: { credential: id, aliveUntil: { gt: new Date() } } }),
        ).toBe(9),
      10_000,
    );
    await stream(text);
    for (const { body } of rest) await body?.cancel();
  });
});

describe("a POST into a stream", () => {
  it("is answered 202, and its answer comes down the stream at the same address", async () => {
    const url = `${URL_}/?access=readonly`;
    const opened = await stream(key, url);
    expect(opened.address).toMatch(/^\/mcp\/\?access=readonly&sessionId=[\w-]{43}$/);
    const response = await post(opened.address, key, callOf("a"));
    expect([response.status, await response.text()]).toEqual([202, ""]);
    expect(response.headers.get("ratelimit")).toContain('"minute"');
    expect(await answerOf(opened)).toMatchObject({ id: "a", result: { structuredContent: { word: "" } } });
    // What narrows the address narrows the stream.
    await post(opened.address, key, callOf("b", { text: "x" }, "change_note"));
    expect(await answerOf(opened)).toMatchObject({ id: "b", result: { isError: true } });
  });

  it("has a line in the call log with its revision and is limited like any other", async () => {
    const own = await createTenant({ perMinute: 1 });
    const { text } = await createKey(own);
    const opened = await stream(text);
    await post(opened.address, text, callOf(1));
    expect((await answerOf(opened)).result.isError).toBeUndefined();
    const limited = await post(opened.address, text, callOf(2));
    expect([limited.status, limited.headers.has("retry-after")]).toEqual([202, true]);
    expect(await answerOf(opened)).toMatchObject({
      id: 2,
      result: { isError: true, _meta: { "caramel/error": { code: "rate_limited" } } },
    });
    const lines = await prisma.callLog.findMany({ where: { organisationId: own.organisationId } });
    expect(lines.map(({ era, endpoint, outcome }) => [era, endpoint, outcome]).toSorted()).toEqual([
      ["2024-11-05", "/mcp", "denied"],
      ["2024-11-05", "/mcp", "ok"],
    ]);
  });

  it("of somebody else, or at another address, is answered as for a stream that never was", async () => {
    const opened = await stream(key);
    const others = {
      "another key of the same organisation": await createKey(tenant),
      "a key of another organisation": await createKey(await createTenant()),
    };
    const answers: Record<string, string> = {};
    const note = async (name: string, address: string, token: string) => {
      const response = await post(address, token, callOf(1));
      answers[name] = `${response.status} ${await response.text()}`;
    };
    await note("nobody's", "/mcp?sessionId=unknown", key);
    for (const [name, { text }] of Object.entries(others)) await note(name, opened.address, text);
    await note("a connection", opened.address, await signToken(await createConnection(tenant)));
    await note("narrowed", `${opened.address}&access=readonly`, key);
    const project = opened.address.replace("/mcp", `/mcp/projects/${tenant.projectIds[0]}`);
    const atProject = await serveSample(
      new Request(new URL(project, URL_), {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify(callOf(1)),
      }),
      { endpoint: "project", projectId: tenant.projectIds[0] as string },
    );
    answers.project = `${atProject.status} ${await atProject.text()}`;
    expect(new Set(Object.values(answers)).size).toBe(1);
    expect(answers["nobody's"]).toMatch(/^404 .*There is no such session/);
    const ids = Object.values(others).map(({ id }) => id);
    expect(await prisma.callLog.count({ where: { apiKeyId: { in: ids } } })).toBe(0);
    // The stream is unharmed, and got none of it.
    await post(opened.address, key, callOf("mine"));
    expect(await answerOf(opened)).toMatchObject({ id: "mine" });
  });

  it("without a valid credential is 401, whether the stream exists or not", async () => {
    const opened = await stream(key);
    for (const address of [opened.address, "/mcp?sessionId=unknown"]) {
      const bare = await serveSample(new Request(new URL(address, URL_), { method: "POST", body: "{}" }));
      expect(bare.status).toBe(401);
      const revoked = await createKey(tenant);
      await prisma.apiKey.update({ where: { id: revoked.id }, data: { revokedAt: new Date() } });
      expect((await post(address, revoked.text, callOf(1))).status).toBe(401);
    }
  });

  it("that is refused as a request is told so itself, and notifications get no answer", async () => {
    const opened = await stream(key);
    expect((await post(opened.address, key, "{no json")).status).toBe(400);
    expect((await post(opened.address, key, `"${"x".repeat(5_000_000)}"`)).status).toBe(413);
    expect(
      (await post(opened.address, key, callOf(1), { "mcp-protocol-version": "2031-01-01" })).status,
    ).toBe(400);
    const told = await post(opened.address, key, { jsonrpc: "2.0", method: "notifications/initialized" });
    expect(told.status).toBe(202);
    await post(opened.address, key, { jsonrpc: "2.0", id: "last", method: "ping" });
    expect(await answerOf(opened)).toEqual({ jsonrpc: "2.0", id: "last", result: {} });
  });

  it("is refused while its client does not read, and when the stream's instance is gone", async () => {
    const opened = await stream(key);
    const idHash = sha256(new URL(opened.address, URL_).searchParams.get("sessionId") ?? "");
    const waiting = Array.from({ length: MAX_WAITING }, () => ({ streamHash: idHash, payload: "{}" }));
    let full = new Response();
    // A few are on their way to the reader already.
    for (let round = 0; round < 10 && full.status !== 429; round += 1) {
      await prisma.eventStreamMessage.createMany({ data: waiting });
      full = await post(opened.address, key, callOf(1));
    }
    expect([full.status, full.headers.get("retry-after")]).toEqual([429, "5"]);
    await prisma.eventStream.update({
      where: { idHash },
      data: { aliveUntil: new Date(Date.now() - 2 * 3_600_000) },
    });
    expect((await post(opened.address, key, callOf(1))).status).toBe(404);
    expect(await sweepStreams()).toBeGreaterThan(0);
    expect(await prisma.eventStreamMessage.count({ where: { streamHash: idHash } })).toBe(0);
  });

  it("stores no session id as it is", async () => {
    const { address } = await stream(key);
    const id = new URL(address, URL_).searchParams.get("sessionId") as string;
    const rows = await prisma.$queryRaw<{ row: string }[]>`SELECT s::text AS row FROM event_stream s`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(id);
  });
});
