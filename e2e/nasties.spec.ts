// What only an attacker sends: each gets exactly the answer it should, and everybody else is served as before.
import { createServer, type Server } from "node:net";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { INNER_HOSTS } from "./corpus/addresses";
import { nasties } from "./corpus/nasties";
import { WIDGET_PATHS, widgetNasties } from "./corpus/widget-nasties";
import { callTool } from "./http/mcp-call";
import { sendRaw } from "./http/raw";
import { send } from "./http/send";
import { rowsWithoutTraces } from "./rows-of";
import { seedKey, seedTenant, type Tenant } from "./tenants";

test.describe.configure({ mode: "serial" });

let stack: Stack;
let db: pg.Client;
let tenant: Tenant;
let token: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  // One proxy is trusted, so that each request can come from an address of its own: attempts are limited for each.
  stack = await startStack({ env: { TRUSTED_PROXIES: "1" } });
  db = new pg.Client({ connectionString: stack.databaseUrl });
  db.on("error", () => {});
  await db.connect();
  tenant = await seedTenant(db);
  token = (await seedKey(db, tenant.organisationId)).text;
});

test.afterAll(async () => {
  await db?.end().catch(() => {});
  await stack?.stop();
});

test("every nasty gets its status, soon, and changes nothing", async () => {
  test.setTimeout(180_000);
  const [instance] = stack.instances as [Stack["instances"][number]];
  const request = { url: instance.url, publicUrl: stack.baseUrl, token };
  // The first request loads the endpoint, and the time for that is not the nasty's.
  expect((await callTool(request, "list_projects")).isError).toBe(false);
  const before = await rowsWithoutTraces(db, tenant);
  const all = nasties(new URL(stack.baseUrl).host, token);
  expect(all.length).toBeGreaterThanOrEqual(120);
  const wrong: string[] = [];
  const left = [...all];
  const pid = instance.pid;
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let nasty = left.shift(); nasty !== undefined; nasty = left.shift()) {
        const { status, text, milliseconds } = await sendRaw(instance.port, nasty.bytes);
        if (status !== nasty.status)
          wrong.push(`${nasty.name}: ${status} instead of ${nasty.status} ${text.slice(0, 400)}`);
        if (milliseconds > 5_000) wrong.push(`${nasty.name}: ${Math.round(milliseconds)} ms`);
        if (/\.(ts|js):\d+|node_modules|SELECT |prisma/i.test(text))
          wrong.push(`${nasty.name}: tells internals`);
      }
    }),
  );
  expect(wrong).toEqual([]);
  expect(await rowsWithoutTraces(db, tenant)).toEqual(before);
  expect(instance.pid).toBe(pid);
  expect((await callTool(request, "list_projects")).isError).toBe(false);
});

test("what no chat sends to its routes is refused, and changes nothing", async () => {
  const [instance] = stack.instances as [Stack["instances"][number]];
  const { id: project, chatbotId } = tenant.projects[0];
  await db.query("UPDATE chatbot SET allowed_origins = '{https://shop.example}' WHERE project_id = $1", [
    project,
  ]);
  const before = await rowsWithoutTraces(db, tenant);
  const wrong: string[] = [];
  let count = 0;
  const ask = (path: string, method: string, headers: Record<string, string>, body?: string | Buffer) => {
    count += 1;
    return send(`${instance.url}/api/widget/${path}`, {
      method,
      publicUrl: stack.baseUrl,
      // Attempts are limited for each address.
      headers: { "x-forwarded-for": `198.18.${count >> 8}.${count & 255}`, ...headers },
      ...(body !== undefined && { body }),
    });
  };
  const right = { origin: "https://shop.example", "content-type": "application/json" };
  for (const { name, path, method = "POST", headers, body, statuses } of widgetNasties()) {
    const { status, text } = await ask(`${chatbotId}/${path}`, method, { ...right, ...headers }, body);
    if (!statuses.includes(status)) wrong.push(`${name}: ${status} ${text.slice(0, 200)}`);
    if (/\.(ts|js):\d+|node_modules|SELECT |prisma/i.test(text)) wrong.push(`${name}: tells internals`);
  }
  for (const chatbot of ["%00", "bot_x", "..%2f..%2fetc", "'; DROP TABLE chatbot; --", "x".repeat(5_000)]) {
    const { status } = await ask(`${encodeURI(decodeURIComponent(chatbot))}/session`, "POST", right, "{}");
    if (status < 400 || status >= 500) wrong.push(`the chatbot ${chatbot.slice(0, 40)}: ${status}`);
  }
  const preflights = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      ask(`${chatbotId}/${WIDGET_PATHS[index % WIDGET_PATHS.length]}`, "OPTIONS", {
        origin: "https://evil.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      }),
    ),
  );
  for (const { status, headers } of preflights) {
    if (status !== 204 || headers["access-control-allow-credentials"] !== undefined) {
      wrong.push(`a preflight: ${status}`);
    }
  }
  // Bodies that never end hold up nobody else.
  const slow = Array.from({ length: 20 }, () =>
    sendRaw(
      instance.port,
      Buffer.from(
        `POST /api/widget/${chatbotId}/messages HTTP/1.1\r\nHost: ${new URL(stack.baseUrl).host}\r\nOrigin: https://shop.example\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"text":`,
      ),
      2_000,
    ),
  );
  const started = performance.now();
  expect((await ask(`${chatbotId}/session`, "POST", right, "{}")).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(2_000);
  for (const { status } of await Promise.all(slow)) if (status >= 500) wrong.push(`a slow body: ${status}`);
  expect(wrong).toEqual([]);
  const unseen = (rows: Record<string, string>) => ({ ...rows, "chatbot.project_id": "seen_at" });
  expect(unseen(await rowsWithoutTraces(db, tenant))).toEqual(unseen(before));
});

test("no address of a client's document, logo or keys makes the server ask inside its own network", async () => {
  test.setTimeout(120_000);
  let asked = 0;
  const canaries: Server[] = [];
  const port = await testPort();
  for (const host of ["127.0.0.1", "::1"]) {
    const canary = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => canary.listen(port, host, resolve));
    canaries.push(canary);
  }
  const [url] = stack.urls as [string];
  const wrong: string[] = [];
  const look = async (where: string, work: () => ReturnType<typeof send>) => {
    const started = performance.now();
    const { status, headers } = await work();
    const milliseconds = performance.now() - started;
    if (status !== 400) wrong.push(`${where}: ${status} ${headers.location ?? ""}`);
    if (milliseconds > 5_000) wrong.push(`${where}: ${Math.round(milliseconds)} ms`);
  };
  const query = (client: string) =>
    new URLSearchParams({
      client_id: client,
      redirect_uri: "http://127.0.0.1/callback",
      response_type: "code",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
  const left = INNER_HOSTS.flatMap((host) => [
    `https://${host}:${port}/client.json`,
    `https://${host}/client.json`,
    `http://${host}:${port}/client.json`,
  ]);
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let client = left.shift(); client !== undefined; client = left.shift()) {
        const id = client;
        const headers = { "x-forwarded-for": `198.51.${left.length >> 8}.${left.length & 255}` };
        await look(id, () =>
          send(`${url}/oauth/authorize?${query(id)}`, { publicUrl: stack.baseUrl, headers }),
        );
      }
    }),
  );
  // A client that registers itself may name them; nobody looks.
  for (const field of ["logo_uri", "jwks_uri", "client_uri", "sector_identifier_uri", "policy_uri"]) {
    const answer = await send(`${url}/oauth/register`, {
      method: "POST",
      publicUrl: stack.baseUrl,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: "Inside",
        redirect_uris: ["http://127.0.0.1/callback"],
        token_endpoint_auth_method: "none",
        [field]: `http://127.0.0.1:${port}/x`,
      }),
    });
    if (answer.status >= 500) wrong.push(`${field}: ${answer.status}`);
    const { client_id: id } = JSON.parse(answer.text) as { client_id?: string };
    if (id === undefined) continue;
    await send(`${url}/oauth/authorize?${query(id)}`, { publicUrl: stack.baseUrl });
  }
  for (const canary of canaries) await new Promise((resolve) => canary.close(resolve));
  expect(wrong).toEqual([]);
  expect(asked).toBe(0);
});
