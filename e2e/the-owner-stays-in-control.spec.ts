// What an assistant may do is the owner's to say, at any time: an analyst's only reads, a change waits for a yes and can be
// undone, what was given is taken back at once, and the log tells all of it.
import type { Client } from "@modelcontextprotocol/client";
import { type Browser, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { Assistant } from "./assistant";
import { answerConsent } from "./consent-driver";
import { callTool } from "./http/mcp-call";
import { hydrated } from "./hydrated";
import { PASSWORD, seedMember, seedTenant, type Tenant } from "./tenants";

test.describe.configure({ mode: "serial" });

const OLD = "You help the customers of Harbour Shop.\nAnswer in one sentence.";
const NEW = "You help the customers of Harbour Shop.\nAnswer briefly and kindly.";
const LABEL = "Mara's assistant";

let stack: Stack;
let database: pg.Client;
let tenant: Tenant;
let page: Page;
let assistant: Assistant;
let client: Client;
let chatbotId: string;
const started: Assistant[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  tenant = await seedTenant(database);
  chatbotId = tenant.projects[0].chatbotId;
  await database.query("UPDATE chatbot SET instructions = $1 WHERE id = $2", [OLD, chatbotId]);
  page = await signIn(browser, tenant.email);
});

test.afterAll(async () => {
  for (const each of started) await each.stop();
  await database?.end();
  await stack?.stop();
});

async function signIn(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.baseUrl, reducedMotion: "reduce" });
  const signedIn = await context.newPage();
  await signedIn.goto("/sign-in");
  await hydrated(signedIn);
  await signedIn.getByLabel("E-mail").fill(email);
  await signedIn.getByLabel("Password").fill(PASSWORD);
  await signedIn.getByRole("button", { name: "Sign in", exact: true }).click();
  await signedIn.waitForURL(/\/p\/prj_/);
  await hydrated(signedIn);
  return signedIn;
}

async function open(address: string) {
  await page.goto(address);
  await hydrated(page);
}

async function start(name: string): Promise<Assistant> {
  const made = await Assistant.start(name, `${stack.baseUrl}/mcp`);
  started.push(made);
  return made;
}

async function toolNames(of: Client): Promise<string[]> {
  return (await of.listTools()).tools.map(({ name }) => name);
}

async function instructions(): Promise<string> {
  const { rows } = await database.query("SELECT instructions FROM chatbot WHERE id = $1", [chatbotId]);
  return rows[0].instructions;
}

test("an analyst connects an assistant, and it can only read", async ({ browser }) => {
  const { email } = await seedMember(database, tenant.organisationId, "analyst");
  const analyst = await signIn(browser, email);
  const theirs = await start("Analyst Assistant");
  const address = await theirs.ask();
  await analyst.goto(address);
  await hydrated(analyst);
  await expect(analyst.getByRole("radio", { name: "Read and change", exact: true })).toBeDisabled();
  await answerConsent(analyst, address, { email, password: PASSWORD });
  const reading = await theirs.finish(await theirs.answer());
  const names = await toolNames(reading);
  expect(names).toContain("get_chatbot");
  expect(names.filter((name) => /^(update|retrain)_/.test(name))).toEqual([]);
  const seen = await reading.callTool({ name: "get_chatbot", arguments: { chatbot_id: chatbotId } });
  expect(seen.structuredContent).toMatchObject({ instructions: OLD });
  const refused = await callTool(
    { url: stack.baseUrl, publicUrl: stack.baseUrl, token: theirs.oauth.tokens()?.access_token ?? "" },
    "update_chatbot_instructions",
    { chatbot_id: chatbotId, instructions: "Mine now." },
  );
  // The token was never given the scope for changes, and the person could not have given it.
  expect(refused.status).toBe(403);
  expect(await instructions()).toBe(OLD);
  await analyst.context().close();
});

test("the owner's assistant rewrites the instructions once the owner has said yes", async () => {
  assistant = await start("Desk Assistant");
  await answerConsent(page, await assistant.ask(), {
    email: tenant.email,
    password: PASSWORD,
    choices: { access: "full", asksFirst: true, label: LABEL },
  });
  client = await assistant.finish(await assistant.answer());
  expect(await toolNames(client)).toContain("update_chatbot_instructions");
  const asked = await client.callTool({
    name: "update_chatbot_instructions",
    arguments: { chatbot_id: chatbotId, instructions: NEW },
  });
  const { approval } = asked.structuredContent as {
    approval: { state: string; call_id: string; approve_url: string };
  };
  expect(approval.state).toBe("waiting");
  expect(await instructions()).toBe(OLD);

  await open(approval.approve_url);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("This change was made")).toBeVisible();
  expect(await instructions()).toBe(NEW);
  const done = await client.callTool({
    name: "update_chatbot_instructions",
    arguments: { call_id: approval.call_id },
  });
  expect(done.structuredContent).toMatchObject({ approval: { state: "done" } });
});

test("the owner sees who changed what, and undoes it", async () => {
  await open(`/p/${tenant.projects[0].id}/chatbots/${chatbotId}/history`);
  const newest = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: /^Undo: / }) })
    .first();
  await expect(newest).toContainText("Desk Assistant");
  await expect(newest).toContainText("approved by");
  await newest.getByRole("button", { name: /^Undo: / }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Undo change" }).click();
  await expect(page.getByText("Change undone", { exact: true })).toBeVisible();
  expect(await instructions()).toBe(OLD);
  const now = await client.callTool({ name: "get_chatbot", arguments: { chatbot_id: chatbotId } });
  expect(now.structuredContent).toMatchObject({ instructions: OLD });
});

test("the owner takes changes back, and the assistant's next one is refused with the reason", async () => {
  await open(`/p/${tenant.projects[0].id}/integrations/mcp`);
  await page.getByRole("link", { name: LABEL }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(LABEL);
  await hydrated(page);
  await page.getByRole("radio", { name: "Read only", exact: true }).click({ force: true });
  await page.getByRole("button", { name: "Take away…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take away" }).click();
  await expect(page.getByText(`${LABEL} may do less now`, { exact: true })).toBeVisible();

  const refused = await client.callTool({
    name: "update_chatbot_instructions",
    arguments: { chatbot_id: chatbotId, instructions: NEW },
  });
  expect(refused.isError).toBe(true);
  expect(refused._meta?.["caramel/error"]).toMatchObject({
    code: "insufficient_permission",
    reason: "readonly",
  });
  expect(JSON.stringify(refused.content)).toContain("only reads");
  expect((await toolNames(client)).filter((name) => /^(update|retrain)_/.test(name))).toEqual([]);
  expect(await instructions()).toBe(OLD);
});

test("the logs show all of it", async () => {
  await open(`/o/${tenant.organisationId}/mcp-sessions?tool=update_chatbot_instructions`);
  const calls = page.getByRole("table", { name: "Calls" }).getByRole("row");
  // The header, the analyst's, the one that waited, the one that asked again, the refused one.
  await expect(calls).toHaveCount(5);
  await expect(calls.nth(1)).toContainText("Refused");
  await expect(calls.nth(1)).toContainText(LABEL);
  await expect(calls.nth(2)).toContainText("Answered");
  await expect(calls.nth(3)).toContainText("approval_required");
  await expect(calls.nth(4)).toContainText("insufficient_scope");
  await calls.nth(1).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("update_chatbot_instructions");
  await expect(page.getByRole("main")).toContainText(tenant.email);

  await open(`/o/${tenant.organisationId}/audit-log`);
  const main = page.getByRole("main");
  for (const sentence of [
    "connected Analyst Assistant",
    "connected Desk Assistant",
    `narrowed what the connection “${LABEL}” may do`,
  ]) {
    await expect(main.getByText(sentence).first()).toBeVisible();
  }
});
