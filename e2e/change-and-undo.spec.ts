// A chatbot is changed by its owner and by an assistant, and the owner undoes it; somebody who only reads can't.
import { type Browser, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { callTool } from "./http/mcp-call";
import { hydrated } from "./hydrated";
import { PASSWORD, seedKey, seedMember, seedTenant, type Tenant } from "./tenants";

test.describe.configure({ mode: "serial" });

let stack: Stack;
let database: pg.Client;
let tenant: Tenant;
let owner: Page;
let chatbot: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  tenant = await seedTenant(database);
  owner = await signIn(browser, tenant.email);
  chatbot = `/p/${tenant.projects[0].id}/chatbots/${tenant.projects[0].chatbotId}`;
});

test.afterAll(async () => {
  await database?.end();
  await stack?.stop();
});

async function signIn(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.baseUrl, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/p\/prj_/);
  await hydrated(page);
  await page.waitForLoadState("networkidle");
  return page;
}

async function open(page: Page, address: string) {
  await page.goto(address);
  await hydrated(page);
}

test("the owner changes every setting, and is told what does not fit", async () => {
  await open(owner, chatbot);
  const instructions = owner.getByLabel("Instructions", { exact: true });
  await instructions.fill("x".repeat(15_001));
  await expect(owner.getByText("15,001 of 15,000 characters")).toBeVisible();
  await owner.getByRole("button", { name: "Save instructions" }).click();
  await expect(owner.getByText("At most 15,000 characters.")).toBeVisible();
  await instructions.fill("Be kind.\nAnswer in one line.");
  await owner.getByRole("button", { name: "Save instructions" }).click();
  await expect(owner.getByText("The instructions have 2 lines", { exact: false })).toBeVisible();

  await owner.getByLabel("Temperature").fill("3");
  await owner.getByRole("button", { name: "Save model" }).click();
  await expect(owner.getByText("At most 1.0.")).toBeVisible();
  await owner.getByLabel("Temperature").fill("0.5");
  await owner.getByLabel("Model", { exact: true }).selectOption("gpt-4o");
  await owner.getByRole("button", { name: "Save model" }).click();
  await expect(owner.getByText("Saved", { exact: true }).last()).toBeVisible();

  await owner.getByLabel("Language of the replies").selectOption("pt-BR");
  await owner.getByRole("button", { name: "Save language" }).click();
  await owner.getByLabel("Name", { exact: true }).fill("Shop helper");
  await owner.getByRole("button", { name: "Save behaviour" }).click();
  await expect(owner.getByRole("heading", { level: 1 })).toContainText("Shop helper");
  await owner.getByLabel("Send button").fill("Go");
  await owner.getByRole("button", { name: "Save labels" }).click();
  await owner.getByLabel("Main colour", { exact: true }).fill("red");
  await owner.getByRole("button", { name: "Save appearance" }).click();
  await expect(owner.getByText("Must be a hex code such as #B45309.")).toBeVisible();
  await owner.getByLabel("Main colour", { exact: true }).fill("#003366");
  await owner.getByRole("button", { name: "Save appearance" }).click();

  await expect
    .poll(async () => {
      const { rows } = await database.query(
        `SELECT name, instructions, model, temperature, language, submit_label, primary_color
           FROM chatbot WHERE id = $1`,
        [tenant.projects[0].chatbotId],
      );
      return rows[0];
    })
    .toEqual({
      name: "Shop helper",
      instructions: "Be kind.\nAnswer in one line.",
      model: "gpt-4o",
      temperature: 0.5,
      language: "pt-BR",
      submit_label: "Go",
      primary_color: "#003366",
    });
});

test("the preview is loaded by whoever comes to see it, in the place kept for it, and follows what is typed", async () => {
  await owner.setViewportSize({ width: 390, height: 844 });
  await open(owner, chatbot);
  await owner.waitForLoadState("networkidle");
  const preview = owner.getByRole("img", { name: /^Preview of the chat/ });
  const chat = owner.locator("caramel-preview");
  await expect(chat).toHaveCount(0);
  const heightOf = async () => (await preview.boundingBox())?.height;
  const kept = await heightOf();
  expect(kept).toBeGreaterThan(400);
  await preview.scrollIntoViewIfNeeded();
  await expect(chat.getByText("Where is my order?")).toBeVisible();
  expect(await heightOf()).toBe(kept);
  await owner.getByLabel("Name", { exact: true }).fill("Lamp helper");
  await expect(chat.getByText("Lamp helper")).toBeVisible();
  await owner.setViewportSize({ width: 1280, height: 720 });
});

test("an assistant's later change is neither overwritten nor lost by undoing, and can be undone", async () => {
  // The owner read the page before the assistant wrote.
  await open(owner, chatbot);
  const key = await seedKey(database, tenant.organisationId);
  const answer = await callTool(
    { url: stack.baseUrl, publicUrl: stack.baseUrl, token: key.text },
    "update_chatbot_instructions",
    { chatbot_id: tenant.projects[0].chatbotId, instructions: "Be kind.\nAnswer in two lines." },
  );
  expect(answer.isError, answer.text).toBe(false);
  await owner.getByLabel("Instructions", { exact: true }).fill("Mine.");
  await owner.getByRole("button", { name: "Save instructions" }).click();
  await expect(owner.getByText("That change would be lost.", { exact: false })).toBeVisible();

  await open(owner, `${chatbot}/history`);
  const changes = owner.getByRole("listitem").filter({ has: owner.getByRole("button", { name: /^Undo: / }) });
  const first = changes.filter({ hasText: "Answer in one line." }).last();
  await first.getByRole("button", { name: /^Undo: / }).click();
  const question = owner.getByRole("alertdialog");
  await question.getByRole("button", { name: "Undo change" }).click();
  await expect(question.getByText("changed instructions later", { exact: false })).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();

  const newest = changes.first();
  await expect(newest).toContainText("API key");
  await expect(newest).toContainText("two lines");
  await newest.getByRole("button", { name: /^Undo: / }).click();
  await question.getByRole("button", { name: "Undo change" }).click();
  await expect(owner.getByText("Change undone", { exact: true })).toBeVisible();
  const { rows } = await database.query("SELECT instructions FROM chatbot WHERE id = $1", [
    tenant.projects[0].chatbotId,
  ]);
  expect(rows[0].instructions).toBe("Be kind.\nAnswer in one line.");
  await expect(owner.getByText("undid a change of instructions", { exact: false })).toBeVisible();
});

test("a sales rule is made, turned off, deleted, and comes back", async () => {
  await open(owner, `${chatbot}/sales-rules`);
  await owner.getByRole("button", { name: "New rule" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Slow readers");
  await dialog.getByLabel("Seconds").fill("9000");
  await dialog.getByLabel("Message", { exact: true }).fill("Can we help?");
  await dialog.getByRole("button", { name: "Create rule" }).click();
  await expect(dialog.getByText("1 to 3600 seconds", { exact: false })).toBeVisible();
  await dialog.getByLabel("Seconds").fill("30");
  await dialog.getByRole("button", { name: "Create rule" }).click();
  await expect(owner.getByText("After 30 seconds on every page")).toBeVisible();
  await owner.getByRole("button", { name: "Turn off: Slow readers" }).click();
  await expect(owner.getByRole("button", { name: "Turn on: Slow readers" })).toBeVisible();
  await owner.getByRole("button", { name: "Delete Slow readers" }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Delete rule" }).click();
  await expect(owner.getByText("After 30 seconds on every page")).toBeHidden();

  await open(owner, `/p/${tenant.projects[0].id}/revisions?kind=sales_rule`);
  const deletion = owner.getByRole("listitem").filter({ hasText: "deleted it" });
  await deletion.getByRole("button", { name: /^Undo: / }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Undo change" }).click();
  await expect(owner.getByText("Change undone", { exact: true })).toBeVisible();
  await open(owner, `${chatbot}/sales-rules`);
  await expect(owner.getByRole("button", { name: "Turn on: Slow readers" })).toBeVisible();
});

test("an analyst sees all of it without a button that changes anything", async ({ browser }) => {
  const { email } = await seedMember(database, tenant.organisationId, "analyst");
  const analyst = await signIn(browser, email);
  for (const [address, text] of [
    [chatbot, "Answer in one line."],
    [`${chatbot}/sales-rules`, "Slow readers"],
    [`${chatbot}/history`, "undid a change of instructions"],
    [`/p/${tenant.projects[0].id}/revisions`, "deleted it"],
  ] as const) {
    await open(analyst, address);
    await expect(analyst.getByText(text, { exact: false }).first()).toBeVisible();
    const buttons = analyst
      .getByRole("main")
      .getByRole("button", { name: /^(Save|Undo|New|Edit|Delete|Turn)/ });
    await expect(buttons).toHaveCount(0);
  }
});
