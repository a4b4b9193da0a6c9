import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as project from "@/app/mcp/projects/[projectId]/route";
import * as account from "@/app/mcp/route";
import * as secretAddress from "@/app/mcp/t/[token]/route";
import * as readonly from "@/app/mcp-readonly/route";
import { newApiKey, newUrlToken } from "@/lib/auth/api-key";
import { rotateKeys } from "@/lib/auth/installation-keys";
import { createConnection, createKey, createTenant, signToken, type Tenant } from "@/lib/auth/testing";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { serveSample } from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return {
    env: {
      ...env,
      secretKey: "a secret key for tests, long enough",
      logLevel: "silent",
      allowedOrigins: new Set([...env.allowedOrigins, "https://inspector.example"]),
    },
  };
});

const BASE = env.baseUrl;
// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what they should be.
type Loose = any;
type Serve = (request: Request) => Promise<Response>;
type Headers_ = Record<string, string>;
type Envelope = {
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
  id?: unknown;
};

function post(body: unknown, headers: Headers_ = {}, url = `${BASE}/mcp`): Request {
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "x-caramel-client-ip": newId("call"),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

function bearer(text: string): Headers_ {
  return { authorization: `Bearer ${text}` };
}

/** A tools/call of the 2025 revisions. */
function oldCall(name: string, args: unknown = {}, id: unknown = 1) {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } };
}

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test-client", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** The same call in either era. */
const eras = {
  "2025-11-25": (key: string, name: string, args: unknown = {}, id: unknown = 1) =>
    post(oldCall(name, args, id), { ...bearer(key), "mcp-protocol-version": "2025-11-25" }),
  "2026-07-28": (key: string, name: string, args: unknown = {}, id: unknown = 1) =>
    post(
      { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args, _meta: META } },
      { ...bearer(key), "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name },
    ),
};
const bothEras = Object.entries(eras);

async function call(request: Request, serve: Serve = serveSample) {
  const response = await serve(request);
  const envelope = (await response.json()) as Envelope;
  const result = envelope.result as
    | { isError?: boolean; content: { text: string }[]; structuredContent?: Loose; _meta?: Loose }
    | undefined;
  return { response, envelope, result, error: result?._meta?.["caramel/error"] };
}

function namesOf({ result }: Envelope): string[] {
  return ((result?.tools ?? []) as { name: string }[]).map(({ name }) => name);
}

async function lines(tenant: Tenant) {
  return prisma.callLog.findMany({
    where: { organisationId: tenant.organisationId },
    orderBy: { startedAt: "asc" },
  });
}

let tenant: Tenant;
let key: string;

beforeAll(async () => {
  tenant = await createTenant({ projects: 2 });
  key = (await createKey(tenant)).text;
});

const endpoints: [string, string, Serve, string][] = [
  ["/mcp", "/mcp", account.POST, "mcp:read mcp:write"],
  ["/mcp-readonly", "/mcp-readonly", readonly.POST, "mcp:read"],
];

function atProject(projectId: string): Serve {
  return (request) =>
    project.POST(request, {
      params: Promise.resolve({ projectId }),
    } as RouteContext<"/mcp/projects/[projectId]">);
}

describe("without a valid credential", () => {
  it.each(endpoints)(
    "%s asks for one, naming its own metadata and no error",
    async (_, path, serve, scope) => {
      const response = await serve(post(oldCall("list_projects"), {}, `${BASE}${path}`));
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe(
        `Bearer resource_metadata="${BASE}/.well-known/oauth-protected-resource${path}", scope="${scope}"`,
      );
    },
  );

  it("a project endpoint names its own metadata, whether the project exists or not", async () => {
    for (const id of [tenant.projectIds[0] as string, newId("project")]) {
      const url = `${BASE}/mcp/projects/${id}`;
      const response = await atProject(id)(post({}, {}, url));
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([
        401,
        `Bearer resource_metadata="${BASE}/.well-known/oauth-protected-resource/mcp/projects/${id}", scope="mcp:read mcp:write"`,
      ]);
      const narrow = await atProject(id)(post({}, {}, `${url}?access=readonly`));
      expect(narrow.headers.get("www-authenticate")).toContain('scope="mcp:read"');
    }
  });

  it("GET and DELETE ask as well", async () => {
    for (const [method, serve] of [
      ["GET", account.GET],
      ["DELETE", account.DELETE],
    ] as const) {
      expect((await serve(new Request(`${BASE}/mcp`, { method }))).status).toBe(401);
    }
  });

  it.each([
    ["an unknown key", () => newApiKey().text],
    ["a mistyped key", () => `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`],
    ["no token at all", () => ""],
    ["something else", () => "abc"],
    ["an unsigned JWT", () => "eyJhbGciOiJub25lIn0.e30."],
    ["two tokens", () => `${key}, ${key}`],
  ])("refuses %s with the same answer, whatever the body", async (_, text) => {
    const answers = await Promise.all(
      [oldCall("list_notes"), "{no json", "", `"${"x".repeat(5_000_000)}"`, "[]"].map(async (body) => {
        const response = await serveSample(post(body, bearer(text())));
        return [response.status, response.headers.get("www-authenticate"), await response.text()];
      }),
    );
    expect(answers[0]?.[0]).toBe(401);
    expect(answers[0]?.[1]).toContain('error="invalid_token"');
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it("does not read the body of a credential that can't be right", async () => {
    for (const text of ["abc", `${key.slice(0, -1)}!`]) {
      const request = post(oldCall("list_notes"), bearer(text));
      expect((await serveSample(request)).status).toBe(401);
      expect(request.bodyUsed).toBe(false);
    }
  });

  it("reads no large body of an unknown key", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 16_384;
        controller.enqueue(new Uint8Array(16_384));
      },
    });
    const request = new Request(`${BASE}/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(newApiKey().text) },
      body,
      duplex: "half",
    } as RequestInit);
    expect((await serveSample(request)).status).toBe(401);
    expect(pulled).toBeLessThan(200_000);
  });

  it("ignores tokens in the query string", async () => {
    const { text } = await createKey(tenant);
    for (const name of ["access_token", "token", "key"]) {
      const response = await serveSample(post(oldCall("list_notes"), {}, `${BASE}/mcp?${name}=${text}`));
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).not.toContain("error");
    }
  });

  it("limits failures of one address, and of no other", async () => {
    const address = { "x-caramel-client-ip": `address-${newId("call")}` };
    const statuses: number[] = [];
    for (let index = 0; index < 122; index += 1) {
      statuses.push((await serveSample(post({}, { ...bearer("abc"), ...address }))).status);
    }
    expect(statuses).toEqual([...Array(120).fill(401), 429, 429]);
    const refused = await serveSample(post({}, { ...bearer("abc"), ...address }));
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await serveSample(post({}, bearer("abc")))).status).toBe(401);
    // Whoever shares the address and has a key is not shut out; nor is who asks without any.
    expect((await serveSample(post(oldCall("who_am_i"), { ...bearer(key), ...address }))).status).toBe(200);
    expect((await serveSample(post({}, address))).status).toBe(401);
  });
});

describe("what a token is for", () => {
  const resources = () => [
    `${BASE}/mcp`,
    `${BASE}/mcp-readonly`,
    ...tenant.projectIds.map((id) => `${BASE}/mcp/projects/${id}`),
  ];

  async function at(resource: string, token: string) {
    const options = resource.endsWith("/mcp")
      ? ({ endpoint: "account", access: "full" } as const)
      : resource.endsWith("-readonly")
        ? ({ endpoint: "readonly", access: "readonly" } as const)
        : ({ endpoint: "project", access: "full", projectId: resource.split("/").at(-1) } as const);
    return serveSample(post(oldCall("who_am_i"), bearer(token), resource), options);
  }

  it("is one endpoint: the token of each is refused at every other", async () => {
    for (const resource of resources()) {
      const projectId = resource.includes("/projects/") ? resource.split("/").at(-1) : undefined;
      const token = await signToken(await createConnection(tenant, { resource, projectId }));
      const statuses = await Promise.all(resources().map(async (other) => (await at(other, token)).status));
      expect(statuses).toEqual(resources().map((other) => (other === resource ? 200 : 401)));
    }
  });

  it("follows the connection when token and connection disagree", async () => {
    const connection = await createConnection(tenant, { resource: `${BASE}/mcp-readonly` });
    const token = await signToken({ ...connection, resource: `${BASE}/mcp` });
    for (const resource of resources()) expect((await at(resource, token)).status).toBe(401);
  });

  it("ends with its lifetime, its signing key's installation and its issuer", async () => {
    const connection = await createConnection(tenant);
    const seconds = Math.floor(Date.now() / 1000);
    const bad = [
      { exp: seconds - 1, iat: seconds - 100 },
      { exp: seconds + 100_000 },
      { iss: "https://other.example" },
      { connection: newId("connection") },
      { aud: [`${BASE}/mcp`, "https://other.example"] },
    ];
    for (const claims of bad) {
      const response = await at(`${BASE}/mcp`, await signToken(connection, claims));
      expect([claims, response.status]).toEqual([claims, 401]);
    }
    const good = await signToken(connection);
    expect((await at(`${BASE}/mcp`, good)).status).toBe(200);
    await rotateKeys();
    expect((await at(`${BASE}/mcp`, good)).status).toBe(200);
  });

  it("a key works at every endpoint it covers, and nowhere else", async () => {
    const [first, second] = tenant.projectIds as [string, string];
    const narrow = (await createKey(tenant, { projectId: first })).text;
    expect((await at(`${BASE}/mcp`, narrow)).status).toBe(200);
    expect((await at(`${BASE}/mcp-readonly`, narrow)).status).toBe(200);
    expect((await at(`${BASE}/mcp/projects/${first}`, narrow)).status).toBe(200);
    const stranger = await createTenant();
    const answers = await Promise.all(
      [second, stranger.projectIds[0], newId("project"), "not-an-id", "%00"].map(async (id) => {
        const response = await at(`${BASE}/mcp/projects/${id}`, narrow);
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^401 .*invalid_token/);
  });
});

describe("a connection that is cut", () => {
  it.each([
    ["revoked", { revokedAt: new Date() }, 401],
    ["expired", { expiresAt: new Date(Date.now() - 1000) }, 401],
    ["paused", { pausedAt: new Date() }, 403],
  ])("%s is refused on the next request", async (_, data, status) => {
    const connection = await createConnection(tenant);
    const token = await signToken(connection);
    expect((await serveSample(post(oldCall("who_am_i"), bearer(token)))).status).toBe(200);
    await prisma.connection.update({ where: { id: connection.id }, data });
    const response = await serveSample(post(oldCall("who_am_i"), bearer(token)));
    expect(response.status).toBe(status);
    // Paused is not cured by signing in again.
    expect(response.headers.has("www-authenticate")).toBe(status === 401);
  });

  it("ends for the next request while an earlier one still runs", async () => {
    const connection = await createConnection(tenant);
    const token = await signToken(connection);
    const running = call(post(oldCall("who_am_i", { milliseconds: 700, word: "first" }), bearer(token)));
    await vi.waitFor(async () => {
      const started = await prisma.callLog.count({
        where: { connectionId: connection.id, outcome: "running" },
      });
      expect(started).toBe(1);
    }, 10_000);
    await prisma.connection.update({ where: { id: connection.id }, data: { revokedAt: new Date() } });
    expect((await serveSample(post(oldCall("who_am_i"), bearer(token)))).status).toBe(401);
    // What had begun is finished and told, and logged as such.
    expect((await running).result?.structuredContent.word).toBe("first");
    const log = await prisma.callLog.findMany({ where: { connectionId: connection.id } });
    expect(log.map(({ outcome }) => outcome)).toEqual(["ok"]);
  });

  it("is narrowed on the next request", async () => {
    const connection = await createConnection(tenant);
    const token = await signToken(connection);
    const change = () =>
      call(post(oldCall("change_note", { text: "x", project_id: tenant.projectIds[0] }), bearer(token)));
    expect((await change()).result?.isError).toBeUndefined();
    await prisma.connection.update({
      where: { id: connection.id },
      data: { permissions: ["chatbots:read"] },
    });
    expect((await change()).error.code).toBe("insufficient_permission");
    await prisma.connection.update({
      where: { id: connection.id },
      data: { access: "readonly", permissions: ["chatbots:write"] },
    });
    expect((await change()).error.code).toBe("insufficient_permission");
  });

  it("has its open stream closed", { timeout: 15_000 }, async () => {
    const connection = await createConnection(tenant);
    const token = await signToken(connection);
    const method = "subscriptions/listen";
    const response = await serveSample(
      post(
        { jsonrpc: "2.0", id: 1, method, params: { notifications: { toolsListChanged: true }, _meta: META } },
        { ...bearer(token), "mcp-protocol-version": "2026-07-28", "mcp-method": method },
      ),
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    await prisma.connection.update({ where: { id: connection.id }, data: { revokedAt: new Date() } });
    const started = Date.now();
    await response.text();
    expect(Date.now() - started).toBeLessThan(5_500);
  });
});

describe("scopes", () => {
  it("asks for mcp:write with every scope that is needed, before anything runs", async () => {
    for (const [era, asCall] of bothEras) {
      const connection = await createConnection(tenant, { scopes: ["mcp:read"] });
      const token = await signToken(connection);
      const response = await serveSample(asCall(token, "change_note", { text: "x" }));
      expect([era, response.status]).toEqual([era, 403]);
      const challenge = response.headers.get("www-authenticate");
      expect(challenge).toContain('error="insufficient_scope"');
      expect(challenge).toContain('scope="mcp:read mcp:write"');
      expect(challenge).toContain(`resource_metadata="${BASE}/.well-known/oauth-protected-resource/mcp"`);
      const log = await prisma.callLog.findMany({ where: { connectionId: connection.id } });
      expect(log.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
        ["denied", "insufficient_scope"],
      ]);
    }
  });

  it("lists and calls reading tools with mcp:read, and with mcp:write alone", async () => {
    for (const scopes of [["mcp:read"], ["mcp:write"]]) {
      const token = await signToken(await createConnection(tenant, { scopes }));
      expect((await call(post(oldCall("list_notes"), bearer(token)))).result?.isError).toBeUndefined();
      const listed = await call(post({ jsonrpc: "2.0", id: 1, method: "tools/list" }, bearer(token)));
      const names = namesOf(listed.envelope);
      expect(names.includes("change_note")).toBe(scopes[0] === "mcp:write");
    }
  });

  it("does nothing at all with neither", async () => {
    const token = await signToken(await createConnection(tenant, { scopes: ["openid"] }));
    for (const body of [oldCall("list_notes"), { jsonrpc: "2.0", id: 1, method: "tools/list" }]) {
      expect((await serveSample(post(body, bearer(token)))).status).toBe(403);
    }
  });

  it("answers a tool error where no scope would help", async () => {
    const readonlyKey = (await createKey(tenant, { access: "readonly" })).text;
    const token = await signToken(await createConnection(tenant));
    const args = { text: "x", project_id: tenant.projectIds[0] };
    const cases = [
      call(post(oldCall("change_note", args), bearer(readonlyKey))),
      call(post(oldCall("change_note", args), bearer(token), `${BASE}/mcp?access=readonly`)),
      call(post(oldCall("change_note", args), bearer(key)), (request) =>
        serveSample(request, { endpoint: "readonly", access: "readonly" }),
      ),
    ];
    for (const { response, error } of await Promise.all(cases)) {
      expect([response.status, error.code, error.reason]).toEqual([
        200,
        "insufficient_permission",
        "readonly",
      ]);
    }
  });
});

describe.each(bothEras)("calls in %s", (era, asCall) => {
  it("answers with structured content, text, marks and what is left, and logs it", async () => {
    const own = await createTenant({ perMinute: 50, perDay: 60, perProjectMinute: 70 });
    const ownKey = (await createKey(own)).text;
    const { response, result } = await call(asCall(ownKey, "list_notes", { limit: 1, characters: 3 }));
    expect(response.status).toBe(200);
    expect(result?.structuredContent).toEqual({
      items: [{ id: "note-0", project_id: own.projectIds[0], text: "<customer_text>nnn</customer_text>" }],
      next_cursor: "1",
    });
    expect(result?.content[0]?.text).toContain("- id: note-0");
    expect(result?._meta).toMatchObject({
      "caramel/customer_written": ["items[].text"],
      "caramel/quota": {
        minute: { limit: 50, left: 49 },
        day: { limit: 60, left: 59 },
        project_minute: { limit: 70, left: 69 },
      },
    });
    expect(response.headers.get("ratelimit")).toBe('"minute";r=49, "day";r=59, "project";r=69');
    expect(response.headers.get("ratelimit-policy")).toBe(
      '"minute";q=50;w=60, "day";q=60;w=86400, "project";q=70;w=60',
    );
    expect(response.headers.get("retry-after")).toBeNull();
    expect(response.headers.get("cache-control")).toBe("no-store");
    const [line] = await lines(own);
    expect(line).toMatchObject({ tool: "list_notes", endpoint: "/mcp", era, outcome: "ok", errorCode: null });
    expect(line?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it("runs nothing over a limit, and names the limit, the seconds and what is left today", async () => {
    const own = await createTenant({ perMinute: 1, perDay: 10 });
    const ownKey = (await createKey(own)).text;
    await call(asCall(ownKey, "who_am_i"));
    const { response, result, error } = await call(asCall(ownKey, "who_am_i", { word: "second" }));
    expect([response.status, result?.isError, error.code, error.reason]).toEqual([
      200,
      true,
      "rate_limited",
      "minute_limit",
    ]);
    expect(result?.content[0]?.text).toMatch(
      /limit of 1 tool calls a minute is reached[\s\S]*Wait \d+ seconds?[\s\S]*Left today: 9 of 10/,
    );
    expect(result?.content[0]?.text).not.toContain("second\n");
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBe(error.retry_after_seconds);
    expect(response.headers.get("ratelimit")).toContain(`"minute";r=0;t=${wait}`);
    expect((await call(asCall(ownKey, "free_note"))).result?.structuredContent).toEqual({ free: true });
    expect((await lines(own)).map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ["ok", null],
      ["denied", "rate_limited"],
      ["ok", null],
    ]);
  });

  it("names each field that breaks a rule, and the unknown ones", async () => {
    const { error, result } = await call(
      asCall(key, "list_notes", { limit: 1000, extra: 1, project_id: "prj_x", cursor: "a\u0000b" }),
    );
    expect(error.code).toBe("invalid_input");
    const paths = error.problems.map(({ path }: { path: string }) => path).toSorted();
    expect(paths).toEqual(["cursor", "extra", "limit", "project_id"]);
    expect(result?.content[0]?.text).toContain("- extra: is not a known field.");
  });

  it("answers an unknown tool with -32602, and logs no call", async () => {
    const own = await createTenant();
    const ownKey = (await createKey(own)).text;
    for (const name of ["no_such_tool", "test_simple_text", "__proto__", "x".repeat(5_000)]) {
      const { envelope } = await call(asCall(ownKey, name));
      expect([envelope.error?.code, envelope.result]).toEqual([-32_602, undefined]);
    }
    expect(await lines(own)).toEqual([]);
  });

  it("answers failures of ours with a fixed text and a request id", async () => {
    const own = await createTenant();
    const { envelope, response } = await call(asCall((await createKey(own)).text, "break_note"));
    expect(envelope.error?.code).toBe(-32_603);
    expect(envelope.error?.message).toBe("Something went wrong on our side. Nothing was changed.");
    expect(envelope.error?.data).toEqual({ request_id: expect.any(String) });
    expect(JSON.stringify([envelope, ...response.headers])).not.toMatch(/hunter2|postgres/);
    expect(await lines(own)).toMatchObject([{ outcome: "error", errorCode: "internal" }]);
  });

  it("tells errors of a verb with code, reason and id", async () => {
    const own = await createTenant();
    const { error, response } = await call(
      asCall((await createKey(own)).text, "change_note", { text: "conflict" }),
    );
    expect([response.status, error.code, error.reason]).toEqual([200, "conflict", "note_locked"]);
    expect(await lines(own)).toMatchObject([{ outcome: "error", errorCode: "conflict" }]);
  });

  it("refuses what is above the tier, and what is not permitted", async () => {
    const own = await createTenant({ tier: "starter" });
    const few = (await createKey(own, { permissions: ["chatbots:read"] })).text;
    expect((await call(asCall(few, "grow_note"))).error).toMatchObject({ code: "tier_required" });
    expect((await call(asCall(few, "list_notes"))).error).toMatchObject({ code: "insufficient_permission" });
    expect((await lines(own)).map(({ outcome }) => outcome)).toEqual(["denied", "denied"]);
    const { result } = await call(asCall(few, "who_am_i"));
    expect(result?.structuredContent.tools).toEqual(["break_note", "free_note", "grow_note", "who_am_i"]);
  });

  it("answers to an alias, logged under the name", async () => {
    const own = await createTenant();
    const { result } = await call(asCall((await createKey(own)).text, "caramel.v1.note.list", { limit: 1 }));
    expect(result?.structuredContent.items).toHaveLength(1);
    expect(await lines(own)).toMatchObject([{ tool: "list_notes" }]);
  });

  it("works in the project it is told, asks for one to write to, and knows no other", async () => {
    const [first, second] = tenant.projectIds as [string, string];
    const stranger = await createTenant();
    const all = await call(asCall(key, "list_notes", { limit: 1 }));
    expect(all.result?.structuredContent.items[0].project_id).toBe([first, second].toSorted().join("+"));
    const one = await call(asCall(key, "list_notes", { limit: 1, project_id: second }));
    expect(one.result?.structuredContent.items[0].project_id).toBe(second);
    const write = await call(asCall(key, "change_note", { text: "x" }));
    expect(write.error).toMatchObject({ code: "invalid_input", problems: [{ path: "project_id" }] });
    const ids = [stranger.projectIds[0] as string, newId("project")];
    const texts = await Promise.all(
      ids.map(async (id) => {
        const { error } = await call(asCall(key, "list_notes", { project_id: id }));
        return JSON.stringify([error.code, error.message, error.next_step]).replaceAll(id, "ID");
      }),
    );
    expect(texts[0]).toContain("not_found");
    expect(texts[0]).toBe(texts[1]);
  });

  it("takes no project at a project endpoint", async () => {
    const [first] = tenant.projectIds as [string, string];
    const there: Serve = (request) =>
      serveSample(request, { endpoint: "project", access: "full", projectId: first });
    const one = await call(asCall(key, "list_notes", { limit: 1 }), there);
    expect(one.result?.structuredContent.items[0].project_id).toBe(first);
    const { error } = await call(asCall(key, "list_notes", { project_id: first }), there);
    expect(error).toMatchObject({ code: "invalid_input", problems: [{ path: "project_id" }] });
    const write = await call(asCall(key, "change_note", { text: "x" }), there);
    expect(write.result?.structuredContent).toEqual({ project_id: first });
  });

  it("gives a shorter page in place of one above 60,000 characters, and loses no row", async () => {
    let cursor: string | null = null;
    const seen: string[] = [];
    do {
      const { response, result } = await call(
        asCall(key, "list_notes", { limit: 100, characters: 2_000, ...(cursor && { cursor }) }),
      );
      expect(response.status).toBe(200);
      expect(JSON.stringify(result).length).toBeLessThanOrEqual(60_000 + 300);
      for (const { id } of result?.structuredContent.items ?? []) seen.push(id);
      cursor = result?.structuredContent.next_cursor;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `note-${index}`));
  });

  it("cuts one text that is too long by itself, and says how to get the rest", async () => {
    const { result } = await call(asCall(key, "list_notes", { limit: 3, characters: 150_000 }));
    expect(JSON.stringify(result).length).toBeLessThanOrEqual(60_000 + 300);
    expect(result?.structuredContent.items).toHaveLength(1);
    expect(result?.structuredContent.next_cursor).toBe("1");
    expect(result?.structuredContent.items[0].text).toContain("more characters were cut");
  });

  it("keeps answers of two organisations apart under 400 calls with the same ids", async () => {
    const sides = await Promise.all(
      [0, 1].map(async () => {
        const own = await createTenant();
        return { own, ownKey: (await createKey(own)).text };
      }),
    );
    const ask = async (index: number) => {
      const { own, ownKey } = sides[index % 2] as (typeof sides)[number];
      const id = index >> 1;
      const word = `${own.organisationId}/${id}`;
      const { envelope, result } = await call(
        asCall(ownKey, "who_am_i", { word, milliseconds: (index * 7) % 40 }, id),
      );
      return (
        envelope.id === id &&
        result?.structuredContent.word === word &&
        result?.structuredContent.organisation_id === own.organisationId
      );
    };
    // A few dozen at a time: with all at once a slow machine runs into the time a call may wait for the database.
    const answers: boolean[] = [];
    for (let start = 0; start < 400; start += 40) {
      const wave = Array.from({ length: 40 }, (_, index) => ask(start + index));
      answers.push(...(await Promise.all(wave)));
    }
    expect(answers.filter(Boolean)).toHaveLength(400);
    for (const { own } of sides) expect(await lines(own)).toHaveLength(200);
  });
});

describe("listing", () => {
  it("is free, private, ordered, and shows what may be called", async () => {
    const own = await createTenant({ perMinute: 1, tier: "starter" });
    const ownKey = (await createKey(own, { access: "readonly" })).text;
    const headers = { ...bearer(ownKey), "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };
    const body = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: META } };
    for (let index = 0; index < 5; index += 1) {
      const { envelope } = await call(post(body, headers));
      expect(envelope.result).toMatchObject({ cacheScope: "private", ttlMs: 60_000 });
      const listed = envelope.result?.tools as { name: string; description: string }[];
      expect(listed.map(({ name }) => name)).toEqual([
        "break_note",
        "free_note",
        "grow_note",
        "list_notes",
        "who_am_i",
      ]);
      expect(listed[2]?.description).toMatch(/^Needs the growth tier/);
    }
    expect(await lines(own)).toEqual([]);
    expect(await prisma.usageWindow.count({ where: { subject: `organisation:${own.organisationId}` } })).toBe(
      0,
    );
  });

  it("introduces itself so that the first 512 characters stand alone", async () => {
    const { envelope } = await call(
      post(
        {
          jsonrpc: "2.0",
          id: 1,
          method: "initialize",
          params: {
            protocolVersion: "2025-06-18",
            capabilities: {},
            clientInfo: { name: "t", version: "1" },
          },
        },
        bearer(key),
      ),
    );
    expect(envelope.result).toMatchObject({ protocolVersion: "2025-06-18", capabilities: { tools: {} } });
    const [first] = String(envelope.result?.instructions).split("\n\n");
    expect(first?.length).toBeLessThanOrEqual(512);
    expect(first).toMatch(/\.$/);
  });

  it.each([
    [undefined],
    [{}],
    [{ protocolVersion: "2025-06-18", capabilities: {} }],
    [{ protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t" } }],
  ])("answers an introduction without what it needs, %j, as a fault of the request", async (params) => {
    const request = { jsonrpc: "2.0", id: 7, method: "initialize", ...(params && { params }) };
    for (const body of [request, [request]]) {
      const { envelope } = await call(post(body, bearer(key)));
      expect([envelope.id, envelope.error?.code]).toEqual([7, -32_602]);
      expect(envelope.error?.message).toContain("clientInfo");
    }
  });
});

describe("real clients", () => {
  const overFetch = (serve: Serve) => (url: string | URL, init?: RequestInit) =>
    serve(new Request(url, init));
  const requestInit = () => ({ headers: bearer(key) });

  it.each([["legacy"], ["auto"], [{ pin: "2026-07-28" }]] as const)("SDK 2 in mode %j", async (mode) => {
    const client = new ModernClient({ name: "sdk-2", version: "1" }, { versionNegotiation: { mode } });
    const transport = new ModernTransport(new URL(`${BASE}/mcp`), {
      fetch: overFetch(serveSample),
      requestInit: requestInit(),
    });
    await client.connect(transport);
    expect(client.getNegotiatedProtocolVersion()).toBe(mode === "legacy" ? "2025-11-25" : "2026-07-28");
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(6);
    const result = await client.callTool({ name: "list_notes", arguments: { limit: 2 } });
    expect((result.structuredContent as { items: unknown[] }).items).toHaveLength(2);
    const failed = await client.callTool({ name: "list_notes", arguments: { limit: 0 } });
    expect(failed.isError).toBe(true);
    await expect(client.callTool({ name: "nothing", arguments: {} })).rejects.toMatchObject({
      code: -32_602,
    });
    await client.close();
  });

  it("SDK 1", async () => {
    const client = new OldClient({ name: "sdk-1", version: "1" });
    const transport = new OldTransport(new URL(`${BASE}/mcp`), {
      fetch: overFetch(serveSample),
      requestInit: requestInit(),
    });
    await client.connect(transport as never);
    expect((await client.listTools()).tools).toHaveLength(6);
    const result = await client.callTool({ name: "list_notes", arguments: { limit: 2 } });
    expect((result.structuredContent as { items: unknown[] }).items).toHaveLength(2);
    await client.close();
  });
});

describe("bad requests", () => {
  const bodies = [
    "",
    " ",
    "{",
    "null",
    "1",
    '"text"',
    "[]",
    "[1]",
    "[null]",
    "{}",
    "\ufeff{}",
    '{"jsonrpc":"1.0","id":1,"method":"tools/call"}',
    '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"who_am_i"}}',
    '{"jsonrpc":"2.0","id":null,"method":"tools/call","params":{"name":"who_am_i"}}',
    '{"jsonrpc":"2.0","id":{},"method":"tools/call","params":{"name":"who_am_i"}}',
    '{"jsonrpc":"2.0","id":1.5,"method":"tools/call","params":{"name":"who_am_i"}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call"}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":1}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":[]}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":"x"}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":{"word":"\\u0000"}}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":{"word":"\\ud800"}}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":{"__proto__":{"word":1}}}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","_meta":{"progressToken":{}}}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","_meta":7}}',
    '{"jsonrpc":"2.0","id":1,"method":"prompts/list"}',
    '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"test://static-text"}}',
    '{"jsonrpc":"2.0","id":1,"method":"__proto__"}',
    '{"jsonrpc":"2.0","id":1,"result":{}}',
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who_am_i","arguments":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}}`,
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  ];

  it.each(["2025-11-25", "2026-07-28", "1999-01-01", "\u00ff"])(
    "never give 5xx with version header %s",
    async (version) => {
      for (const body of bodies) {
        const response = await serveSample(post(body, { ...bearer(key), "mcp-protocol-version": version }));
        expect([body.slice(0, 120), response.status < 500]).toEqual([body.slice(0, 120), true]);
      }
      const where = { organisationId: tenant.organisationId, outcome: "running" };
      expect(await prisma.callLog.findMany({ where })).toEqual([]);
    },
  );

  it("gives 413 above 4 MiB, declared or not, and takes just below", async () => {
    const args = (length: number) => JSON.stringify(oldCall("who_am_i", { word: "x".repeat(length) }));
    expect((await serveSample(post(args(4 * 1024 * 1024), bearer(key)))).status).toBe(413);
    const declared = post("{}", { ...bearer(key), "content-length": String(5 * 1024 * 1024) });
    expect((await serveSample(declared)).status).toBe(413);
    const below = await call(post(args(4 * 1024 * 1024 - 200), bearer(key)));
    expect([below.response.status, below.error.code]).toEqual([200, "invalid_input"]);
  });

  it("gives 415 for another content type and 400 for bytes that are no UTF-8", async () => {
    expect((await serveSample(post("{}", { ...bearer(key), "content-type": "text/plain" }))).status).toBe(
      415,
    );
    const request = new Request(`${BASE}/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(key) },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect((await serveSample(request)).status).toBe(400);
  });

  it("gives 405 to GET and DELETE, which have no session to act on", async () => {
    for (const method of ["GET", "DELETE"]) {
      const response = await serveSample(
        new Request(`${BASE}/mcp`, { method, headers: { accept: "application/json", ...bearer(key) } }),
      );
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    }
  });

  it("completes the line of a call that the protocol layer refuses", async () => {
    const own = await createTenant();
    const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "who_am_i", _meta: META } };
    const response = await serveSample(
      post(body, {
        ...bearer((await createKey(own)).text),
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "another_tool",
      }),
    );
    expect(response.status).toBe(400);
    expect(await lines(own)).toMatchObject([{ outcome: "error", errorCode: "invalid_request" }]);
  });

  it("admits and logs each call of a batch by itself", async () => {
    const own = await createTenant({ perMinute: 2 });
    const batch = [1, 2, 3].map((id) => oldCall("who_am_i", { word: `w${id}` }, id));
    const response = await serveSample(post(batch, bearer((await createKey(own)).text)));
    expect(response.status).toBe(200);
    const answers = (await response.json()) as { id: number; result: { isError?: boolean } }[];
    expect(answers.map(({ id }) => id).toSorted()).toEqual([1, 2, 3]);
    expect(answers.filter(({ result }) => result.isError)).toHaveLength(1);
    expect((await lines(own)).map(({ outcome }) => outcome).toSorted()).toEqual(["denied", "ok", "ok"]);
  });
});

describe("where a request comes from", () => {
  const ask = (headers: object) =>
    serveSample(post(oldCall("who_am_i"), { ...bearer(key), ...headers } as Headers_));

  it("refuses foreign hosts and origins before anything else", async () => {
    const own = new URL(BASE);
    for (const headers of [
      { host: "evil.example" },
      { host: `evil.example:${own.port}` },
      { host: `${own.host}.evil.example` },
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${BASE}.evil.example` },
      { origin: "https://evil.example", authorization: "" },
    ]) {
      const response = await ask({ ...headers });
      expect([headers, response.status]).toEqual([headers, 403]);
      expect(response.headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  it("takes its own host and origin, and those the operator allows", async () => {
    for (const headers of [
      { host: new URL(BASE).host },
      { host: new URL(BASE).host.toUpperCase(), origin: BASE },
      { origin: "https://inspector.example" },
    ]) {
      const response = await ask({ ...headers });
      expect([headers, response.status]).toEqual([headers, 200]);
    }
  });

  it("answers a preflight without a credential, and lets a page read the challenge", async () => {
    const origin = "https://inspector.example";
    const allowed = await account.OPTIONS(
      new Request(`${BASE}/mcp`, { method: "OPTIONS", headers: { origin } }),
    );
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin);
    expect(allowed.headers.get("vary")).toContain("Origin");
    for (const name of [
      "Authorization",
      "Content-Type",
      "Accept",
      "MCP-Protocol-Version",
      "Mcp-Session-Id",
      "Mcp-Method",
      "Mcp-Name",
      "Last-Event-ID",
    ]) {
      expect(allowed.headers.get("access-control-allow-headers")).toContain(name);
    }
    const challenged = await account.POST(post({}, { origin }));
    expect([challenged.status, challenged.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
    for (const name of [
      "WWW-Authenticate",
      "MCP-Protocol-Version",
      "Mcp-Session-Id",
      "Retry-After",
      "RateLimit",
    ]) {
      expect(challenged.headers.get("access-control-expose-headers")).toContain(name);
    }
    for (const response of [allowed, challenged]) {
      expect(response.headers.has("access-control-allow-credentials")).toBe(false);
    }
    const refused = await account.OPTIONS(
      new Request(`${BASE}/mcp`, { method: "OPTIONS", headers: { origin: "https://evil.example" } }),
    );
    expect(refused.status).toBe(403);
  });

  it("trusts no header that claims to be internal", async () => {
    const names = [
      "x-middleware-subrequest",
      "x-middleware-prefetch",
      "x-middleware-rewrite",
      "x-middleware-next",
      "x-middleware-request-authorization",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-forwarded-user",
      "x-forwarded-email",
      "x-forwarded-groups",
      "x-forwarded-access-token",
      "x-internal",
      "x-internal-request",
      "x-internal-token",
      "x-internal-auth",
      "x-request-from",
      "x-from",
      "x-admin",
      "x-is-admin",
      "x-role",
      "x-user",
      "x-user-id",
      "x-user-role",
      "x-org-id",
      "x-organisation-id",
      "x-tenant-id",
      "x-project-id",
      "x-scope",
      "x-scopes",
      "x-permissions",
      "x-tier",
      "x-api-key",
      "api-key",
      "x-auth-token",
      "x-access-token",
      "x-authenticated-user",
      "x-remote-user",
      "remote-user",
      "x-original-url",
      "x-rewrite-url",
      "x-matched-path",
      "x-invoke-path",
      "x-nextjs-data",
      "x-real-ip",
      "x-client-cert",
      "x-debug",
      "x-test",
      "x-caramel-caller",
      "proxy-authorization",
    ];
    expect(names).toHaveLength(50);
    const few = (await createKey(tenant, { permissions: ["chatbots:read"], access: "readonly" })).text;
    const values = ["internal", "admin", "true", tenant.organisationId, `Bearer ${key}`];
    for (const [index, name] of names.entries()) {
      const header = { [name]: values[index % values.length] as string };
      expect([name, (await serveSample(post(oldCall("list_notes"), header))).status]).toEqual([name, 401]);
      const { error } = await call(post(oldCall("list_notes"), { ...bearer(few), ...header }));
      expect([name, error?.code]).toEqual([name, "insufficient_permission"]);
    }
  });
});

describe("an address with a secret in it", () => {
  async function addressed(options: Parameters<typeof createKey>[1] = {}) {
    const made = await createKey(tenant, options);
    const { text, hash } = newUrlToken();
    await prisma.apiKey.update({ where: { id: made.id }, data: { urlTokenHash: hash } });
    return { ...made, token: text };
  }

  function at(token: string): Serve {
    return (request) =>
      secretAddress.POST(request, { params: Promise.resolve({ token }) } as RouteContext<"/mcp/t/[token]">);
  }

  const withoutHeader = (make: (typeof eras)["2025-11-25"], name = "list_projects") => {
    const request = make("", name);
    request.headers.delete("authorization");
    return request;
  };

  it.each(bothEras)(
    "works without a header in %s, and its call is logged without the secret",
    async (_, make) => {
      const mine = await addressed({ access: "readonly" });
      const { result } = await call(withoutHeader(make), at(mine.token));
      expect(result?.structuredContent.items).toHaveLength(2);
      const [line] = await prisma.callLog.findMany({ where: { apiKeyId: mine.id } });
      expect(line).toMatchObject({ endpoint: "/mcp/t", outcome: "ok" });
      expect(JSON.stringify(line)).not.toContain(mine.token);
    },
  );

  it("refuses what is not exactly its secret, without leading anybody to sign in", async () => {
    const mine = await addressed();
    const wrong = [
      mine.text,
      newUrlToken().text,
      `${mine.token.slice(0, -1)}x`,
      mine.token.toUpperCase(),
      "",
      "%00",
      "x".repeat(10_000),
    ];
    for (const token of wrong) {
      const response = await at(token)(withoutHeader(eras["2025-11-25"]));
      expect([token, response.status]).toEqual([token, 401]);
      expect(response.headers.get("www-authenticate")).not.toContain("resource_metadata");
      expect(await response.text()).not.toContain("cht_");
    }
    const asHeader = await account.POST(eras["2025-11-25"](mine.token, "list_projects"));
    expect(asHeader.status).toBe(401);
    const withKeyBeside = await at("cht_nothing")(eras["2025-11-25"](key, "list_projects"));
    expect(withKeyBeside.status).toBe(401);
  });

  it("ends with its key", async () => {
    const mine = await addressed();
    await prisma.apiKey.update({ where: { id: mine.id }, data: { revokedAt: new Date() } });
    expect((await at(mine.token)(withoutHeader(eras["2026-07-28"]))).status).toBe(401);
  });
});

describe("a change on an endpoint that covers several projects", () => {
  it("needs no project when its arguments lead to one, and finds nothing outside of them", async () => {
    const own = await createTenant({ projects: 2 });
    const [, projectId] = own.projectIds as [string, string];
    const chatbotId = newId("chatbot");
    await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Ada", isPrimary: true } });
    const change = (token: string, args: object) =>
      call(eras["2026-07-28"](token, "update_chatbot_settings", { name: "Bea", ...args }), account.POST);
    const ownKey = (await createKey(own)).text;
    const { result } = await change(ownKey, { chatbot_id: chatbotId });
    expect(result?.structuredContent).toMatchObject({ project_id: projectId, name: "Bea" });
    expect((await lines(own)).map((line) => line.projectId)).toEqual([projectId]);

    for (const id of [chatbotId, newId("chatbot")]) {
      expect((await change(key, { chatbot_id: id })).error).toMatchObject({ code: "not_found" });
    }
    const elsewhere = await change(ownKey, { chatbot_id: chatbotId, project_id: own.projectIds[0] });
    expect(elsewhere.error).toMatchObject({ code: "not_found" });
  });
});
