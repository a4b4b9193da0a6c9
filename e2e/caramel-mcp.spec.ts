// The stdio bridge as people get it: downloaded by npx from the server, started by a client, with a key and with sign-in.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, test } from "@playwright/test";
import { packBridge } from "@/scripts/bridge-package";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { AUTHORIZATION_URL, Command } from "./clients/command";
import { recordClient } from "./clients/interop-record";
import { networkEnvironment } from "./clients/network-environment";
import { type PrintedServer, printed, printedServer, words } from "./clients/printed";
import { answerConsent } from "./consent-driver";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.com", password: "a long enough password" };

let stack: Stack;
let folder: string;
let organisationId: string;
let projectId: string;
let endpoint: string;
let since: Date;

test.beforeAll(async () => {
  since = new Date();
  test.setTimeout(180_000);
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-bridge-"));
  stack = await startStack();
  endpoint = `${stack.baseUrl}/mcp`;
  const created = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Bright Goods", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  );
  organisationId = created.id;
  const project = ["project", "create", "--organisation", organisationId, "--name", "Shop"];
  projectId = (await admin<{ id: string }>(stack, ...project)).id;
});

test.afterAll(async () => {
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function makeKey(...options: string[]): Promise<{ id: string; key: string }> {
  const command = ["key", "create", "--organisation", organisationId, "--name", "Bridge", ...options];
  return admin(stack, ...command);
}

interface Started {
  client: Client;
  /** What the bridge told the person. */
  said(): string;
  close(): Promise<void>;
}

/** Starts what a client's file says, in an environment with nothing of this machine's. */
async function start(server: PrintedServer, mode: "auto" | "legacy" = "auto"): Promise<Started> {
  const transport = new StdioClientTransport({
    command: server.command,
    args: server.args,
    env: { ...networkEnvironment(), HOME: folder, BROWSER: "/bin/true", ...server.env },
    stderr: "pipe",
  });
  let said = "";
  transport.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const client = new Client({ name: "stdio", version: "1" }, { versionNegotiation: { mode } });
  const connecting = client.connect(transport).catch((error: Error) => {
    throw new Error(`${error.message}\n${said}`);
  });
  await connecting;
  return { client, said: () => said, close: () => client.close() };
}

async function projects({ client }: Started): Promise<string[]> {
  const answer = await client.callTool({ name: "list_projects", arguments: {} });
  return (answer.structuredContent as { items: { id: string }[] }).items.map(({ id }) => id);
}

for (const [mode, revision] of [
  ["auto", "2026-07-28"],
  ["legacy", "2025-11-25"],
] as const) {
  test(`with a key, in revision ${revision}, as Claude Desktop's file says`, async () => {
    const { key } = await makeKey();
    const started = await start(
      printedServer("claude-desktop/withKey/2", { url: endpoint, apiKey: key }),
      mode,
    );
    expect(started.client.getNegotiatedProtocolVersion()).toBe(revision);
    const { tools } = await started.client.listTools();
    expect(tools.map(({ name }) => name)).toContain("list_conversations");
    expect(await projects(started)).toEqual([projectId]);
    // Errors of a tool and of the protocol are the server's own.
    const missing = { name: "get_conversation", arguments: { conversation_id: "cnv_x" } };
    expect((await started.client.callTool(missing)).isError).toBe(true);
    await expect(started.client.callTool({ name: "no_such_tool", arguments: {} })).rejects.toThrow(
      /no_such_tool/,
    );
    await started.close();
    expect(started.said()).not.toContain(key);
  });
}

test("with a read-only key, as Cursor's file says", async () => {
  const { key } = await makeKey("--readonly", "--project", projectId);
  const url = `${endpoint}/projects/${projectId}`;
  const started = await start(printedServer("cursor/withKey/0", { url, apiKey: key }));
  const { tools } = await started.client.listTools();
  expect(tools.length).toBeGreaterThan(5);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  await started.close();
});

test("a restart of the server goes unnoticed, and a revoked key is told in words", async () => {
  const { id, key } = await makeKey();
  const started = await start(printedServer("claude-desktop/withKey/2", { url: endpoint, apiKey: key }));
  expect(await projects(started)).toEqual([projectId]);
  await stack.instances[0]?.kill();
  const during = projects(started);
  await expect.poll(started.said).toContain("Trying again");
  await stack.instances[0]?.start();
  expect(await during).toEqual([projectId]);

  await admin(stack, "key", "revoke", id);
  await expect(projects(started)).rejects.toThrow(
    /did not accept the credential \(401 invalid_token\).*CARAMEL_API_KEY/,
  );
  await started.close();
});

test("an address that is none is told in words", async () => {
  const server = printedServer("claude-desktop/withKey/2", { url: endpoint, apiKey: (await makeKey()).key });
  const [yes = "", address = ""] = server.args;
  const nowhere = { ...server, args: [yes, address, "connect", `${stack.baseUrl}/nothing`] };
  await expect(start(nowhere, "legacy")).rejects.toThrow(/not an MCP endpoint of Caramel \(HTTP 404\)/);
  const environment = { ...networkEnvironment(), HOME: folder };
  const mistyped = new Command(server.command, [yes, address, "connect", "nothing"], environment);
  expect(await mistyped.ended).toBe(2);
  expect(mistyped.output).toContain('"nothing" is not a URL');
});

test("with sign-in in the browser: beforehand, kept, ended in the dashboard, asked again, signed out", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const approve = (address: string) =>
    answerConsent(page, address, { ...OWNER, choices: { preset: "Everything" } });
  const [npx = "", ...login] = words(printed("claude-desktop/signIn/0", { url: endpoint }));
  const environment = { ...networkEnvironment(), HOME: folder };
  const signingIn = new Command(npx, login, environment);
  await approve(await signingIn.match(AUTHORIZATION_URL));
  expect(await signingIn.ended, signingIn.output).toBe(0);
  await expect(page.getByText("Caramel is connected.")).toBeVisible();
  const settings = path.join(folder, ".config/caramel-mcp");
  const [file = ""] = readdirSync(settings);
  expect(statSync(path.join(settings, file)).mode & 0o777).toBe(0o600);

  const server = printedServer("claude-desktop/signIn/3", { url: endpoint });
  const [one, other] = await Promise.all([start(server), start(server, "legacy")]);
  expect(await projects(one)).toEqual([projectId]);
  expect(await projects(other)).toEqual([projectId]);
  expect(one.said()).not.toContain("Sign in");
  await other.close();

  const { items } = await admin<{ items: { id: string; client_name: string }[] }>(
    stack,
    ...["connection", "list", "--organisation", organisationId],
  );
  expect(items.map(({ client_name }) => client_name)).toEqual([expect.stringContaining("caramel-mcp on ")]);
  await admin(stack, "connection", "revoke", items[0]?.id ?? "");
  const asking = projects(one);
  await expect.poll(one.said).toMatch(AUTHORIZATION_URL);
  await approve(AUTHORIZATION_URL.exec(one.said())?.[0] ?? "");
  expect(await asking).toEqual([projectId]);
  await one.close();

  const token = JSON.parse(readFileSync(path.join(settings, file), "utf8")).tokens.access_token;
  const signingOut = new Command(npx, login.with(login.indexOf("login"), "logout"), environment);
  expect(await signingOut.ended, signingOut.output).toBe(0);
  expect(signingOut.output).toContain(`Signed out at ${endpoint}`);
  expect(existsSync(path.join(settings, file))).toBe(false);
  const refused = await fetch(endpoint, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect(refused.status).toBe(401);
  const { version } = packBridge();
  await recordClient(stack, since, {
    client: "caramel-mcp",
    version: version.split("-")[0] ?? "",
    proofs: ["refused", "key", "signIn"],
  });
});
