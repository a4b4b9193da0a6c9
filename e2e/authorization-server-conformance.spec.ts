// The official conformance suite against our authorization server, with the consent screen answered in a browser.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { type Stack, startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { admin } from "./admin-command";
import { answerConsent } from "./consent-driver";

const ROOT = path.resolve(import.meta.dirname, "..");
const PERSON = { email: "owner@example.test", password: "correct horse battery staple" };
let stack: Stack;

test.beforeAll(async () => {
  stack = await startStack();
  await admin(
    stack,
    ...["organisation", "create", "--name", "Acme", "--plan", "growth"],
    ...["--owner-email", PERSON.email, "--owner-password", PERSON.password],
  );
});

test.afterAll(async () => {
  await stack?.stop();
});

/**
 * A public client only: the suite authenticates with `none` wherever the metadata offers it, also when it was given a
 * secret. Clients with a secret are tested beside lib/oauth.
 */
for (const [revision, checks] of [
  ["2026-07-28", 3],
  ["2025-03-26", 2],
] as const) {
  for (const hasResource of [false, true]) {
    test(`${revision}, ${hasResource ? "with" : "without"} a resource`, async ({ browser }) => {
      const port = await testPort();
      const clientId = await register(`http://127.0.0.1:${port}/callback`);
      const args = ["authorization", "--url", stack.baseUrl, "--client-id", clientId];
      if (hasResource) args.push("--resource", `${stack.baseUrl}/mcp`);
      args.push("--port", String(port), "--spec-version", revision);
      const { code, output } = await run(browser, args);
      expect(code, output).toBe(0);
      expect(output).toContain(`Total: ${checks} passed, 0 failed`);
      expect(output).not.toMatch(/[1-9]\d* warning/i);
    });
  }
}

async function register(redirectUri: string): Promise<string> {
  const response = await fetch(`${stack.baseUrl}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "Conformance",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
    }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { client_id: string }).client_id;
}

/** Runs the suite; each address it prints is opened and approved, in a browser that nobody is signed in to. */
async function run(browser: Browser, args: string[]): Promise<{ code: number | null; output: string }> {
  const suite = spawn(
    process.execPath,
    [path.join(ROOT, "node_modules/@modelcontextprotocol/conformance/dist/index.js"), ...args],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  let approval: Promise<void> | null = null;
  for (const stream of [suite.stdout, suite.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      const address = /https?:\/\/\S+\/oauth\/authorize\?\S+/.exec(output)?.[0];
      if (address && approval === null) approval = approve(browser, address, suite);
    });
  }
  const code = await new Promise<number | null>((resolve) => suite.once("exit", resolve));
  await approval;
  return { code, output };
}

async function approve(browser: Browser, address: string, suite: ChildProcess): Promise<void> {
  const page = await browser.newPage();
  try {
    await answerConsent(page, address, PERSON);
  } catch (error) {
    suite.kill();
    throw error;
  } finally {
    await page.close();
  }
}
