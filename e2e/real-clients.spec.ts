// Clients that nobody here wrote: each connects through the real consent screen, lists, calls, and gets 401 after revoke.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport as SseV1 } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, type Page, test } from "@playwright/test";
import { realFile } from "@/scripts/real-file";
import { ROOT } from "@/scripts/runtime.mjs";
import { type Stack, startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { admin } from "./admin-command";
import { CallbackServer } from "./clients/callback-server";
import { AUTHORIZATION_URL, Command } from "./clients/command";
import { packageVersion, recordClient } from "./clients/interop-record";
import { MemoryOAuth } from "./clients/memory-oauth";
import { networkEnvironment } from "./clients/network-environment";
import { type PrintedServer, printed, printedServer, words } from "./clients/printed";
import { answerConsent } from "./consent-driver";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.com", password: "a long enough password" };
const CONVERSATIONS = 25;
const HISTORY = realFile("support-conversations.jsonl.gz");

let stack: Stack;
let folder: string;
let organisationId: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-clients-"));
  stack = await startStack();
  const created = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Bright Goods", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  );
  organisationId = created.id;
  const project = await admin<{ id: string }>(
    stack,
    ...["project", "create", "--organisation", organisationId, "--name", "Shop"],
  );
  const history = path.join(folder, "history.jsonl");
  const lines = gunzipSync(readFileSync(HISTORY)).toString().split("\n").slice(0, CONVERSATIONS);
  writeFileSync(history, lines.join("\n"));
  await admin(stack, "import", "conversations", "--project", project.id, history);
});

test.afterAll(async () => {
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface ConnectionLine {
  id: string;
  client_name: string;
  status: string;
}

/** Ends the one active connection as the operator, who has the same verb as the dashboard. */
async function revokeOnly(): Promise<void> {
  const { items } = await admin<{ items: ConnectionLine[] }>(
    stack,
    ...["connection", "list", "--organisation", organisationId],
  );
  const active = items.filter(({ status }) => status === "active");
  expect(active).toHaveLength(1);
  await admin(stack, "connection", "revoke", (active[0] as ConnectionLine).id);
}

const endpoint = () => `${stack.baseUrl}/mcp`;

function allow(page: Page, address: string): Promise<string> {
  return answerConsent(page, address, { ...OWNER, choices: { preset: "Everything" } });
}

/** `fetch` that remembers the status of each answer of the endpoint. */
function watchedFetch() {
  const statuses: number[] = [];
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (new URL(input instanceof Request ? input.url : input).pathname === "/mcp") {
      statuses.push(response.status);
    }
    return response;
  };
  return { statuses, watched };
}

/** `fetch` that proves itself with a key. */
function fetchWithKey(key: string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${key}`);
    return fetch(input, { ...init, headers });
  };
}

/** What is the same for both major versions of the SDK, whose classes differ only in name. */
async function walkWithSdk(
  page: Page,
  name: string,
  packageName: string,
  open: (
    oauth: MemoryOAuth | undefined,
    watched: typeof fetch,
  ) => {
    connect(): Promise<void>;
    finishAuth(parameters: URLSearchParams): Promise<void>;
    listTools(): Promise<{ tools: { name: string }[] }>;
    callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
    protocol(): string | undefined;
    close(): Promise<void>;
  },
  protocol: string,
): Promise<void> {
  const since = new Date();
  const callback = await CallbackServer.start();
  const oauth = new MemoryOAuth(name, callback.url);
  const { statuses, watched } = watchedFetch();
  try {
    const first = open(oauth, watched);
    await expect(first.connect()).rejects.toThrow(/unauthorized/i);
    expect(statuses).toContain(401);
    await allow(page, String(await oauth.authorizationUrl));
    const parameters = await callback.next();
    expect(parameters.get("state")).toBe(oauth.expectedState);
    expect(parameters.get("iss")).toBe(stack.baseUrl);
    await first.finishAuth(parameters);

    const client = open(oauth, watched);
    await client.connect();
    expect(client.protocol()).toBe(protocol);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain("list_conversations");
    const answer = await client.callTool({ name: "list_conversations", arguments: { limit: 100 } });
    const { items } = answer.structuredContent as { items: unknown[] };
    expect(items).toHaveLength(CONVERSATIONS);

    await revokeOnly();
    statuses.length = 0;
    await expect(client.callTool({ name: "list_conversations", arguments: { limit: 1 } })).rejects.toThrow();
    expect(statuses[0]).toBe(401);
    await client.close();

    const keyed = open(undefined, fetchWithKey(await makeKey()));
    await keyed.connect();
    const found = await keyed.callTool({ name: "list_conversations", arguments: { limit: 100 } });
    expect((found.structuredContent as { items: unknown[] }).items).toHaveLength(CONVERSATIONS);
    await keyed.close();
    const version = packageVersion(packageName);
    await recordClient(stack, since, { client: name, version, proofs: ["refused", "key", "signIn"] });
  } finally {
    await callback.stop();
  }
}

for (const [era, mode, protocol] of [
  ["2026-07-28", "auto", "2026-07-28"],
  ["2025", "legacy", "2025-11-25"],
] as const) {
  test(`SDK v2 client, ${era} era`, async ({ page }) => {
    await walkWithSdk(
      page,
      `MCP SDK 2, ${era}`,
      "@modelcontextprotocol/client",
      (oauth, watched) => {
        const transport = new HttpV2(new URL(endpoint()), { authProvider: oauth, fetch: watched });
        const client = new ClientV2({ name: "e2e", version: "1" }, { versionNegotiation: { mode } });
        return {
          connect: () => client.connect(transport),
          finishAuth: (parameters) => transport.finishAuth(parameters),
          listTools: () => client.listTools(),
          callTool: (call) => client.callTool(call),
          protocol: () => client.getNegotiatedProtocolVersion(),
          close: () => client.close(),
        };
      },
      protocol,
    );
  });
}

test("SDK v1 client", async ({ page }) => {
  await walkWithSdk(
    page,
    "MCP SDK 1",
    "@modelcontextprotocol/sdk",
    (oauth, watched) => {
      const transport = new HttpV1(new URL(endpoint()), { authProvider: oauth as never, fetch: watched });
      const client = new ClientV1({ name: "e2e", version: "1" });
      return {
        connect: () => client.connect(transport),
        finishAuth: (parameters) => transport.finishAuth(parameters.get("code") ?? ""),
        listTools: () => client.listTools(),
        callTool: (call) => client.callTool(call),
        protocol: () => transport.protocolVersion,
        close: () => client.close(),
      };
    },
    "2025-11-25",
  );
});

test("SDK v1 client over HTTP+SSE, the transport of 2024-11-05", async ({ page }) => {
  await walkWithSdk(
    page,
    "MCP SDK 1, HTTP+SSE",
    "@modelcontextprotocol/sdk",
    (oauth, watched) => {
      const transport = new SseV1(new URL(endpoint()), { authProvider: oauth as never, fetch: watched });
      const client = new ClientV1({ name: "e2e", version: "1" });
      let protocol: string | undefined;
      const { setProtocolVersion } = transport;
      transport.setProtocolVersion = (version) => {
        protocol = version;
        setProtocolVersion.call(transport, version);
      };
      return {
        connect: () => client.connect(transport),
        finishAuth: (parameters) => transport.finishAuth(parameters.get("code") ?? ""),
        listTools: () => client.listTools(),
        callTool: (call) => client.callTool(call),
        protocol: () => protocol,
        close: () => client.close(),
      };
    },
    "2025-11-25",
  );
});

/** The first access token in the files a client keeps. */
function storedToken(directory: string): string {
  for (const file of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    // Some keep JSON inside JSON.
    const token = /access_token\\*":\s*\\*"([\w.-]+)/.exec(
      readFileSync(path.join(file.parentPath, file.name), "utf8"),
    )?.[1];
    if (token) return token;
  }
  throw new Error(`No access token is stored under ${directory}.`);
}

async function statusWith(token: string): Promise<number> {
  const response = await fetch(endpoint(), {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  });
  await response.body?.cancel();
  return response.status;
}

test("mcp-remote, as a bridge for a client that only speaks stdio", async ({ page }) => {
  const since = new Date();
  const home = path.join(folder, "mcp-remote");
  const env = { HOME: home, MCP_REMOTE_CONFIG_DIR: home };
  const login = new Command("mcp-remote-client", [endpoint()], env);
  await allow(page, await login.match(AUTHORIZATION_URL));
  await login.match(/list_conversations/);
  await login.stop();

  const client = await startPrinted(printedServer("mcp-remote/signIn/0", { url: endpoint() }), env);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("list_conversations");
  const answer = await client.callTool({ name: "list_conversations", arguments: { limit: 100 } });
  expect((answer.structuredContent as { items: unknown[] }).items).toHaveLength(CONVERSATIONS);

  const token = storedToken(home);
  expect(await statusWith(token)).toBe(200);
  await revokeOnly();
  expect(await statusWith(token)).toBe(401);
  // The bridge is refused as well and can only ask for a new approval, which nobody gives here.
  await expect(
    client.callTool({ name: "list_conversations", arguments: {} }, undefined, { timeout: 5_000 }),
  ).rejects.toThrow();
  await client.close();

  const printedWithKey = printedServer("mcp-remote/withKey/0", { url: endpoint(), apiKey: await makeKey() });
  const keyHome = path.join(folder, "mcp-remote-key");
  const keyed = await startPrinted(printedWithKey, { HOME: keyHome, MCP_REMOTE_CONFIG_DIR: keyHome });
  const found = await keyed.callTool({ name: "list_conversations", arguments: { limit: 100 } });
  expect((found.structuredContent as { items: unknown[] }).items).toHaveLength(CONVERSATIONS);
  await keyed.close();
  const version = packageVersion("mcp-remote");
  await recordClient(stack, since, { client: "mcp-remote", version, proofs: ["refused", "key", "signIn"] });
});

/** Starts a server of a printed file as a program would; `npx` finds the project's own package. */
async function startPrinted(server: PrintedServer, env: Record<string, string>): Promise<ClientV1> {
  const transport = new StdioClientTransport({
    ...server,
    env: { ...networkEnvironment(), BROWSER: "/bin/true", ...env, ...server.env },
    cwd: ROOT,
    stderr: "pipe",
  });
  const client = new ClientV1({ name: "stdio", version: "1" });
  await client.connect(transport);
  return client;
}

async function makeKey(): Promise<string> {
  const command = ["key", "create", "--organisation", organisationId, "--name", "Client"];
  return (await admin<{ key: string }>(stack, ...command)).key;
}

test("MCP Inspector on the command line", async ({ page }) => {
  const since = new Date();
  const env = {
    HOME: path.join(folder, "inspector"),
    MCP_INSPECTOR_SECRET_STORE: "file",
    MCP_AUTO_OPEN_ENABLED: "true",
  };
  const callback = `http://127.0.0.1:${await testPort()}/oauth/callback`;
  const inspect = (...args: string[]) =>
    new Command(
      "mcp-inspector",
      ["--cli", endpoint(), "--transport", "http", "--format", "json", "--callback-url", callback, ...args],
      env,
    );

  const listing = inspect("--method", "tools/list", "--strict");
  await allow(page, await listing.match(AUTHORIZATION_URL));
  expect(await listing.ended, listing.output).toBe(0);
  expect(listing.output).toContain('"list_conversations"');

  const call = ["--method", "tools/call", "--tool-name", "list_conversations", "--tool-arg", "limit=100"];
  const calling = inspect(...call, "--stored-auth-only");
  expect(await calling.ended, calling.output).toBe(0);
  expect(calling.output).toContain('"next_cursor":null');

  const token = storedToken(env.HOME);
  await revokeOnly();
  expect(await statusWith(token)).toBe(401);
  const refused = inspect(...call, "--stored-auth-only");
  expect(await refused.ended).not.toBe(0);
  expect(refused.output).toMatch(/401|unauthorized|auth_required/i);

  const [npx = "", ...line] = words(
    printed("inspector/withKey/0", { url: endpoint(), apiKey: await makeKey() }),
  );
  const keyed = new Command(npx, line, { ...networkEnvironment(), ...env }, ROOT);
  expect(await keyed.ended, keyed.output).toBe(0);
  expect(keyed.output).toContain('"list_conversations"');
  const version = packageVersion("@modelcontextprotocol/inspector");
  await recordClient(stack, since, {
    client: "MCP Inspector",
    version,
    proofs: ["refused", "key", "signIn"],
  });
});
