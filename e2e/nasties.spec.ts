// What only an attacker sends: each gets exactly the answer it should, and everybody else is served as before.
import { createServer, type Server } from "node:net";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { freePort } from "@/lib/db/embedded-process";
import { type Stack, startStack } from "@/scripts/stack";
import { INNER_HOSTS } from "./corpus/addresses";
import { nasties } from "./corpus/nasties";
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
  stack = await startStack({ port: await freePort(), env: { TRUSTED_PROXIES: "1" } });
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

test("no address of a client's document, logo or keys makes the server ask inside its own network", async () => {
  test.setTimeout(120_000);
  let asked = 0;
  const canaries: Server[] = [];
  const port = await freePort();
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
