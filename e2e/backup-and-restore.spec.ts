// An operator's backup of a running installation, put into another one: everything works there, and what ended stays so.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Browser } from "./http/browser";
import { callTool } from "./http/mcp-call";
import { connectionIdOf, OAuthClient } from "./http/oauth-client";
import { PASSWORD, seedKey, seedTenant } from "./tenants";

const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-restored-"));
const stacks: Stack[] = [];

test.afterAll(async () => {
  await Promise.all(stacks.map((stack) => stack.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  env: Record<string, string> = {},
): Promise<{ stack: Stack; url: string; db: pg.Client }> {
  const stack = await startStack({ env });
  stacks.push(stack);
  const db = new pg.Client({ connectionString: stack.databaseUrl });
  db.on("error", () => {});
  await db.connect();
  return { stack, url: stack.urls[0] as string, db };
}

test("a backup made while the server runs and calls come works in another installation", async () => {
  // Three installations, and the command six times.
  test.setTimeout(300_000);
  const old = await start();
  const tenant = await seedTenant(old.db);
  const key = await seedKey(old.db, tenant.organisationId);
  const { baseUrl } = old.stack;
  const browser = new Browser(baseUrl);
  await browser.signIn(old.url, tenant.email, PASSWORD);
  const client = await OAuthClient.register(old.url, baseUrl, true);
  const approval = { userId: tenant.userId, organisationId: tenant.organisationId };
  const kept = await client.connect(browser, old.url, approval);
  const ended = await client.connect(browser, old.url, approval);
  await admin(old.stack, "connection", "revoke", connectionIdOf(ended));
  const read = (url: string, token: string) =>
    callTool({ url, publicUrl: baseUrl, token }, "get_conversation", {
      conversation_id: tenant.projects[0].conversationId,
    });
  const before = await read(old.url, key.text);
  expect(before.text).toContain(tenant.projects[0].canary);

  const file = path.join(folder, "all.backup");
  let isWriting = true;
  const callers = Array.from({ length: 2 }, async () => {
    while (isWriting) expect((await read(old.url, key.text)).status).toBe(200);
  });
  const written = await admin<{ rows: number }>(old.stack, "backup", file);
  isWriting = false;
  await Promise.all(callers);
  expect(written.rows).toBeGreaterThan(20);

  await test.step("another key opens nothing, and changes nothing", async () => {
    const stranger = await start();
    await expect(admin(stranger.stack, "restore", file)).rejects.toThrow(/another SECRET_KEY/);
    const { rows } = await stranger.db.query("SELECT count(*)::int AS n FROM organisation");
    expect(rows).toEqual([{ n: 0 }]);
  });

  await test.step("with its own key everything works in another installation", async () => {
    // The address goes with the installation: access tokens name it.
    const fresh = await start({ SECRET_KEY: old.stack.env.SECRET_KEY ?? "", BASE_URL: baseUrl });
    expect(await admin<{ rows: number }>(fresh.stack, "restore", file)).toMatchObject({ rows: written.rows });
    await fresh.stack.instances[0]?.stop();
    await fresh.stack.instances[0]?.start();
    const after = await read(fresh.url, key.text);
    expect(after.structured).toEqual(before.structured);
    expect((await read(fresh.url, kept.access_token)).structured).toEqual(before.structured);
    expect((await client.refresh(fresh.url, kept.refresh_token)).status).toBe(200);
    expect((await read(fresh.url, ended.access_token)).status).toBe(401);
    expect((await client.refresh(fresh.url, ended.refresh_token)).status).toBe(400);
    const again = new Browser(baseUrl);
    await again.signIn(fresh.url, tenant.email, PASSWORD);
    // The session of the old installation is one of this one as well.
    const page = await browser.request(fresh.url, `/p/${tenant.projects[0].id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(tenant.projects[0].canary);

    await expect(admin(fresh.stack, "restore", file)).rejects.toThrow(/not empty/);
    expect(await admin(fresh.stack, "restore", file, "--replace")).toMatchObject({ rows: written.rows });
    expect((await read(fresh.url, key.text)).structured).toEqual(before.structured);
  });
});
