// An assistant that may change things only when a person says yes: it asks, they look, it learns what became of it.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { answerConsent } from "./consent-driver";
import { hydrated } from "./hydrated";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.test", password: "correct horse battery staple" };
const OLD = "You help the customers of Harbour Shop.\nAnswer in one sentence.";
const NEW = "You help the customers of Harbour Shop.\nAnswer in two or three friendly sentences.";

interface Answer {
  changes?: unknown[];
  revision_id?: string | null;
  approval: { state: string; call_id: string; approve_url: string; reason?: string };
}

let stack: Stack;
let database: pg.Client;
let assistant: Assistant;
let client: Client;
let project: string;
let chatbot: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  const { id: organisation } = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Harbour", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  );
  ({ id: project } = await admin<{ id: string }>(
    stack,
    ...["project", "create", "--organisation", organisation, "--name", "Harbour Shop"],
  ));
  ({ id: chatbot } = await admin<{ id: string }>(
    stack,
    ...["chatbot", "create", "--project", project, "--name", "Ada"],
  ));
  await database.query("UPDATE chatbot SET instructions = $1 WHERE id = $2", [OLD, chatbot]);
  assistant = await Assistant.start("Desk Assistant", `${stack.baseUrl}/mcp`);
  const page = await browser.newPage();
  await answerConsent(page, await assistant.ask(), {
    ...OWNER,
    choices: { access: "full", asksFirst: true, label: "Desk" },
  });
  client = await assistant.finish(await assistant.answer());
  await client.listTools();
  await page.close();
});

test.afterAll(async () => {
  await assistant?.stop();
  await database?.end();
  await stack?.stop();
});

async function rewrite(args: Record<string, unknown>): Promise<Answer> {
  const result = await client.callTool({ name: "update_chatbot_instructions", arguments: args });
  expect(result.isError).toBeFalsy();
  return result.structuredContent as unknown as Answer;
}

async function instructions(): Promise<string> {
  const { rows } = await database.query("SELECT instructions FROM chatbot WHERE id = $1", [chatbot]);
  return rows[0].instructions;
}

/** A browser nobody has signed in with yet, brought to an address; the sign-in leads back to it. */
async function signInAt(browser: Browser, address: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: stack.baseUrl });
  const page = await context.newPage();
  await page.goto(address);
  await hydrated(page);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(address);
  await hydrated(page);
  return { context, page };
}

test("an assistant asks, a person approves, and the assistant gets its answer", async ({ browser }) => {
  const asked = await rewrite({ chatbot_id: chatbot, instructions: NEW });
  expect(asked.approval.state).toBe("waiting");
  expect(await instructions()).toBe(OLD);

  const { context, page } = await signInAt(browser, asked.approval.approve_url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Rewrite chatbot instructions");
  await expect(page.getByRole("main")).toContainText("Desk Assistant");
  await expect(page.getByRole("main")).toContainText("two or three friendly sentences");
  const badge = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Approvals/ });
  await expect(badge).toContainText("1 waiting");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("This change was made")).toBeVisible();
  await expect(badge).not.toContainText("waiting");
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);

  expect(await instructions()).toBe(NEW);
  const done = await rewrite({ call_id: asked.approval.call_id });
  expect(done).toMatchObject({
    approval: { state: "done" },
    changes: [{ field: "instructions", before: OLD }],
  });
  const { rows } = await database.query(
    `SELECT r.call_id, u.email FROM revision r LEFT JOIN "user" u ON u.id = r.approved_by_id WHERE r.id = $1`,
    [done.revision_id],
  );
  expect(rows).toEqual([{ call_id: asked.approval.call_id, email: OWNER.email }]);
  await context.close();
});

test("of two browsers one refuses, and the other can approve nothing any more", async ({ browser }) => {
  const asked = await rewrite({ chatbot_id: chatbot, instructions: "Promise everything." });
  const first = await signInAt(browser, asked.approval.approve_url);
  const second = await signInAt(browser, asked.approval.approve_url);

  await second.page.getByRole("button", { name: "Refuse" }).click();
  const dialog = second.page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("We promise only what we keep.");
  await dialog.getByRole("button", { name: "Refuse change" }).click();
  await expect(second.page.getByText("This change was refused")).toBeVisible();

  await first.page.getByRole("button", { name: "Approve" }).click();
  await expect(first.page.getByText("This change was refused")).toBeVisible();
  expect(await instructions()).toBe(NEW);
  expect(await rewrite({ call_id: asked.approval.call_id })).toMatchObject({
    approval: { state: "refused", reason: "We promise only what we keep." },
  });
  await first.context.close();
  await second.context.close();
});

test("what changed since is shown again before it is overwritten", async ({ browser }) => {
  const asked = await rewrite({ chatbot_id: chatbot, instructions: OLD });
  const { context, page } = await signInAt(browser, asked.approval.approve_url);
  await database.query("UPDATE chatbot SET instructions = 'Somebody was here.' WHERE id = $1", [chatbot]);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("is different now from what you saw")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Somebody was here.");
  expect(await instructions()).toBe("Somebody was here.");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("This change was made")).toBeVisible();
  expect(await instructions()).toBe(OLD);
  await context.close();
});

test("a client that can show a link takes the person there itself, and is held until they have decided", async ({
  browser,
}) => {
  let screen: { context: BrowserContext; page: Page } | undefined;
  const modern = new Client(
    { name: "Link Assistant", version: "1" },
    { versionNegotiation: { mode: "auto" }, capabilities: { elicitation: { url: {} } } },
  );
  modern.setRequestHandler("elicitation/create", async ({ params }) => {
    screen = await signInAt(browser, (params as { url: string }).url);
    // The client goes on at once, as its makers build it; the person takes their time.
    setTimeout(() => void screen?.page.getByRole("button", { name: "Approve" }).click(), 1_500);
    return { action: "accept" };
  });
  await modern.connect(
    new StreamableHTTPClientTransport(new URL(`${stack.baseUrl}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${assistant.oauth.tokens()?.access_token}` } },
    }),
  );
  const result = await modern.callTool({
    name: "update_chatbot_instructions",
    arguments: { chatbot_id: chatbot, instructions: NEW },
  });
  expect(result.structuredContent).toMatchObject({ approval: { state: "done" } });
  expect(await instructions()).toBe(NEW);
  await modern.close();
  await screen?.context.close();
});
