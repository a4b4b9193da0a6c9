// One person's story, from the link in the terminal to a revoked assistant, on the real files.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import pg from "pg";
import { realFile } from "@/scripts/real-file";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { choose } from "./consent-driver";
import { firstOwnerLink } from "./first-owner-link";
import { hydrated } from "./hydrated";
import { conversationsOf, productsOf, rareSentence } from "./real-files";
import { keepScreenshot, PICTURE } from "./screenshots";
import { expectNoProblems, type Watch, watchBrowser } from "./watch-browser";

test.describe.configure({ mode: "serial" });

const HISTORY = realFile("support-conversations.jsonl.gz");
const CATALOGUES = [realFile("products-apparel.csv"), realFile("products-home-and-garden.csv")];
const conversations = conversationsOf(HISTORY);
const products = CATALOGUES.flatMap(productsOf);
const messageCount = conversations.reduce((sum, { turns }) => sum + turns.length, 0);

const owner = { name: "Mara Lindqvist", email: "mara@lindqvist.example", password: secret() };
const analyst = { name: "Tom Okafor", email: "tom@lindqvist.example", password: secret() };
const SHOP = "Lindqvist Living";
const SECOND = "Lindqvist Outlet";
const ASSISTANT = "Desk Assistant";
const LABEL = "Mara's assistant for returns";

let stack: Stack;
let database: pg.Client;
let context: BrowserContext;
let page: Page;
let watch: Watch;
let shop: string;
let second: string;
let assistant: Assistant | undefined;
const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-journey-"));

test.beforeAll(async ({ browser }) => {
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  context = await browser.newContext({ baseURL: stack.baseUrl, viewport: PICTURE, colorScheme: "light" });
  watch = await watchBrowser(context, stack.baseUrl);
  page = await context.newPage();
});

test.afterAll(async () => {
  await assistant?.stop();
  await context?.close();
  await database?.end();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function secret(): string {
  return randomBytes(12).toString("base64url");
}

const count = (value: number) => value.toLocaleString("en");
const heading = (name: string | RegExp, on = page) => on.getByRole("heading", { level: 1, name });
const nav = (name: string, on = page) =>
  on.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });
const projectOf = (on: Page) => new URL(on.url()).pathname.match(/^\/p\/(prj_\w+)/)?.[1] ?? "";

/** The page with this heading is there and can be used. */
const shown = (name: string | RegExp, on = page) => hydrated(on, heading(name, on));

/** The figure under a label, such as "New" of a report. */
function figure(label: string, within: Page | Locator = page): Locator {
  const name = page.locator("dt").getByText(label, { exact: true });
  return within.locator("dl").filter({ has: name }).locator("dd").first();
}

async function signIn(on: Page, { email, password }: { email: string; password: string }) {
  await on.getByLabel("E-mail").fill(email);
  await on.getByLabel("Password").fill(password);
  await on.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function switchProject(to: string) {
  await page.getByRole("button", { name: /^Project:/ }).click();
  await page
    .getByRole("dialog", { name: "Switch project" })
    .getByRole("link", { name: to, exact: true })
    .click();
  await expect(page.getByRole("button", { name: /^Project:/ })).toContainText(to);
}

/** Chooses a file on the import page and sends it; the page of that import is open afterwards. */
async function sendFile(file: string, kind: "conversations" | "products", chatbot?: string) {
  await nav("Import").click();
  await shown("Import");
  await page.getByLabel("File to import").setInputFiles(file);
  await expect(page.getByText("Detected; change it if it is wrong.")).toBeVisible();
  await expect(page.getByLabel("What the file holds")).toHaveValue(kind);
  if (chatbot) await page.getByLabel("Chatbot they belong to").selectOption({ label: chatbot });
  await page.getByRole("button", { name: `Import ${kind}` }).click();
  await page.waitForURL(/\/import\/imp_\w+$/);
  await shown(path.basename(file));
}

async function expectReport(report: {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}) {
  const result = page.getByRole("region", { name: "Result" });
  await expect(figure("New", result)).toHaveText(count(report.created));
  await expect(figure("Changed", result)).toHaveText(count(report.updated));
  await expect(figure("Unchanged", result)).toHaveText(count(report.unchanged));
  await expect(figure("Rejected", result)).toHaveText(count(report.rejected));
}

/** Everything that was imported, as one value. */
async function contentHash(): Promise<string> {
  const hashes: string[] = [];
  for (const table of [
    "conversation",
    "message",
    "visitor",
    "product",
    "product_variant",
    "product_image",
    "metric_daily",
  ]) {
    const { rows } = await database.query(
      `SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS hash FROM ${table} t`,
    );
    hashes.push(`${table} ${rows[0].hash}`);
  }
  return hashes.join("\n");
}

test("the link from the terminal makes the owner, the organisation and the first project", async () => {
  const link = await firstOwnerLink(stack);
  expect(link.startsWith(`${stack.baseUrl}/setup?token=`)).toBe(true);
  await page.goto(link);
  await shown("Set up Caramel");
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill("short");
  await page.getByLabel("Organisation").fill("Lindqvist");
  await page.getByLabel("First project").fill(SHOP);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("A password needs at least 8 characters.")).toBeVisible();
  await expect(page.getByLabel("Password")).toBeFocused();
  await expect(page.getByLabel("First project")).toHaveValue(SHOP);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await shown("Overview");
  await expect(page.getByRole("heading", { name: "Set up your project" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Import", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Organisation:/ })).toContainText("Lindqvist");
  shop = projectOf(page);
  await page.goto(link);
  await shown("Caramel is set up already");
});

test("signing out closes everything; a wrong password is told; the right one leads back", async () => {
  await page.goto(`/p/${shop}/conversations`);
  await shown("Conversations");
  await page.getByRole("button", { name: /^Account menu of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await shown("Sign in");
  await page.goto(`/p/${shop}/conversations`);
  await shown("Sign in");
  await signIn(page, { ...owner, password: `${owner.password}x` });
  await expect(page.getByRole("alert").filter({ hasText: "is not right" })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(owner.email);
  await signIn(page, owner);
  await shown("Conversations");
  expect(projectOf(page)).toBe(shop);
});

test("a second project, and switching between the two stays in the same section", async () => {
  await page.getByRole("button", { name: /^Project:/ }).click();
  await page.getByRole("link", { name: "Create project" }).click();
  await page.getByLabel("Name").fill(SECOND);
  await page.getByRole("button", { name: "Create project" }).click();
  await shown("Overview");
  second = projectOf(page);
  expect(second).not.toBe(shop);
  await nav("Products").click();
  await shown("Products");
  await switchProject(SHOP);
  await page.waitForURL(`**/p/${shop}/products`);
  await expect(page.getByText("No products yet")).toBeVisible();
  await page.goto("/");
  await page.waitForURL(`**/p/${shop}`);
});

test("a colleague joins by link as analyst, once, and can look but not change", async ({ browser }) => {
  await nav("Members").click();
  await shown("Members");
  await page.getByRole("button", { name: "Invite member" }).click();
  await page.getByLabel("Role", { exact: true }).selectOption("analyst");
  await page.getByLabel("E-mail").fill(analyst.email);
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByLabel("Invitation link", { exact: true }).inputValue();
  expect(new URL(link).origin).toBe(stack.baseUrl);
  await page.getByRole("button", { name: "Done" }).click();

  const theirs = await browser.newContext({ baseURL: stack.baseUrl });
  const theirWatch = await watchBrowser(theirs, stack.baseUrl);
  const their = await theirs.newPage();
  await their.goto(link);
  await shown("Join Lindqvist", their);
  await their.getByLabel("Your name").fill(analyst.name);
  await expect(their.getByLabel("E-mail")).toHaveValue(analyst.email);
  await their.getByLabel("Password").fill(analyst.password);
  await their.getByRole("button", { name: "Create account and join" }).click();
  await shown("Projects", their);
  await expect(their.getByRole("link", { name: "Create project" })).toHaveCount(0);
  await their.goto(`/p/${shop}/import`);
  await expect(their.getByText("Only owners and admins of the organisation can import.")).toBeVisible();
  await expect(their.getByLabel("File to import")).toHaveCount(0);
  await theirs.clearCookies();
  await their.goto(link);
  await shown("This invitation does not work any more", their);
  expectNoProblems(theirWatch, stack);
  await theirs.close();

  await page.reload();
  await hydrated(page);
  const role = page.getByLabel(`Role of ${analyst.name}`);
  await expect(role).toHaveValue("analyst");
  // By keyboard: up is agent, down is analyst again. The focus stays while the change is saved, and when it fails.
  await role.focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByText(`${analyst.name} is now agent`, { exact: true })).toBeVisible();
  await expect(role).toBeFocused();
  await expect(role).toHaveValue("agent");
  await page.context().setOffline(true);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText("The role was not changed", { exact: true })).toBeVisible();
  await page.context().setOffline(false);
  await expect(role).toBeFocused();
  await expect(role).toHaveValue("agent");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText(`${analyst.name} is now analyst`, { exact: true })).toBeVisible();
  await expect(role).toBeFocused();
  await page.reload();
  await expect(role).toHaveValue("analyst");
});

test("a new password ends the other sessions and replaces the old one", async ({ browser }) => {
  const laptop = await browser.newContext({ baseURL: stack.baseUrl });
  const other = await laptop.newPage();
  await other.goto("/sign-in");
  await shown("Sign in", other);
  await signIn(other, owner);
  await shown("Overview", other);

  await nav("Account").click();
  await shown("Account");
  const next = secret();
  await page.getByLabel("Current password").fill(`${owner.password}x`);
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await page.getByLabel("Current password").fill(owner.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed", { exact: true })).toBeVisible();

  await other.reload();
  await shown("Sign in", other);
  await signIn(other, owner);
  await expect(other.getByRole("alert").filter({ hasText: "is not right" })).toBeVisible();
  owner.password = next;
  await signIn(other, owner);
  await shown("Overview", other);
  await laptop.close();
});

test("the whole history is imported in the dashboard, with progress and a report", async () => {
  test.setTimeout(180_000);
  await page.goto(`/p/${shop}`);
  await sendFile(HISTORY, "conversations");
  const progress = page.getByRole("progressbar", { name: "Importing conversations" });
  await expect(progress).toHaveAttribute("aria-valuenow", /^\d+(\.\d+)?$/, { timeout: 30_000 });
  await expect(
    page.getByText(new RegExp(`^[\\d,]+ of ${count(conversations.length)} conversations$`)),
  ).toBeVisible();
  await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible({ timeout: 120_000 });
  await expectReport({ created: conversations.length, updated: 0, unchanged: 0, rejected: 0 });
  for (const file of CATALOGUES) {
    await sendFile(file, "products");
    await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible();
    await expectReport({ created: productsOf(file).length, updated: 0, unchanged: 0, rejected: 0 });
  }
});

test("importing the same files again changes nothing", async () => {
  test.setTimeout(120_000);
  const before = await contentHash();
  await sendFile(HISTORY, "conversations");
  await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible({ timeout: 90_000 });
  await expectReport({ created: 0, updated: 0, unchanged: conversations.length, rejected: 0 });
  for (const file of CATALOGUES) {
    await sendFile(file, "products");
    await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible();
    await expectReport({ created: 0, updated: 0, unchanged: productsOf(file).length, rejected: 0 });
  }
  expect(await contentHash()).toBe(before);
  await nav("Import").click();
  const runs = page.getByRole("table", { name: "Imports" }).getByRole("row");
  await expect(runs).toHaveCount(1 + 6);
});

test("the overview counts what the files hold, and the days add up", async () => {
  await nav("Overview").click();
  await shown("Overview");
  const figures = page.getByRole("region", { name: "Figures" });
  await expect(figure("Conversations", figures)).toHaveText(count(conversations.length));
  await expect(figure("Messages", figures)).toHaveText(count(messageCount));
  await expect(figure("Products", figures)).toHaveText(count(products.length));
  await expect(figure("Chatbots", figures)).toHaveText("1");
  await page
    .getByRole("navigation", { name: "Range of days" })
    .getByRole("link", { name: "90 days" })
    .click();
  await expect(page.getByText(/^[\d,]+ in 90 days, by the day they began$/)).toBeVisible();
  const chart = page.getByRole("figure", { name: "Conversations per day" });
  // A bar for each day, drawn by the server already.
  await expect(chart.locator("[data-slot=bar]")).toHaveCount(90);
  await chart.getByRole("button", { name: "Show as table" }).click();
  const rows = chart.getByRole("table", { name: "Conversations per day" }).locator("tbody tr");
  await expect(rows).toHaveCount(90);
  const perDay = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
  );
  const sum = perDay.reduce((total, [, figure]) => total + Number(figure?.replaceAll(",", "")), 0);
  const stored = await database.query(
    "SELECT started_at::date::text AS day, count(*)::int AS n FROM conversation WHERE project_id = $1 GROUP BY 1",
    [shop],
  );
  const expected = new Map(stored.rows.map(({ day, n }) => [day, count(n)]));
  for (const [day = "", figure] of perDay) {
    expect(figure, day).toBe(expected.get(new Date(`${day} UTC`).toJSON().slice(0, 10)) ?? "0");
  }
  expect(sum).toBe(conversations.length);
  await chart.getByRole("button", { name: "Show as chart" }).click();
  await page.mouse.move(0, 0);
  await keepScreenshot(page, "overview");
});

test("a sentence from the file is found, and its transcript is in the file's order", async () => {
  const { conversation, sentence } = rareSentence(conversations);
  await nav("Conversations").click();
  await shown("Conversations");
  // With one chatbot there is nothing to choose.
  await expect(page.getByLabel("Chatbot", { exact: true })).toHaveCount(0);
  const search = page.getByRole("searchbox", { name: "Search messages" });
  await search.fill(`"${sentence}"`);
  await search.press("Enter");
  const found = inbox();
  await expect(found).toHaveCount(1);
  await expect(found.locator("mark").first()).toBeVisible();
  await found.getByRole("link").click();
  await expectTranscript(conversation.id);
  await expect(page.getByRole("region", { name: "Transcript" })).toContainText(sentence);
});

/** What the inbox lists. */
const inbox = () => page.getByRole("list", { name: "List of conversations" }).locator("> li");

/** The open conversation is that of the file, message by message. */
async function expectTranscript(id: string) {
  const conversation = conversations.find((one) => one.id === id);
  await expect(figure("Imported as", page.getByRole("complementary", { name: "Details" }))).toBeVisible();
  const facts = page
    .getByRole("complementary", { name: "Details" })
    .locator("dl > div")
    .filter({ hasText: "Imported as" });
  await expect(facts.locator("dd")).toHaveText(id);
  const messages = page.getByRole("region", { name: "Transcript" }).locator("li[data-role]");
  const bubbles = await messages.evaluateAll((all) =>
    all.map((message) => ({
      role: (message as HTMLElement).dataset.role,
      content: message.querySelector("div[dir=auto]")?.textContent,
    })),
  );
  expect(bubbles).toEqual(
    conversation?.turns.map(({ role, content }) => ({ role: role.toLowerCase(), content })),
  );
}

test("a day's conversations are all of that day, over several pages", async () => {
  const { rows } = await database.query(
    `SELECT last_message_at::date::text AS day, count(*)::int AS n FROM conversation
      WHERE project_id = $1 GROUP BY 1 HAVING count(*) BETWEEN 51 AND 100 ORDER BY 1 LIMIT 1`,
    [shop],
  );
  const [{ day, n }] = rows;
  await nav("Conversations").click();
  await shown("Conversations");
  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel("Last message from").fill(day);
  await page.getByLabel("Last message to").fill(day);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL(/from=/);
  await expect(inbox()).toHaveCount(50);
  await inbox().last().scrollIntoViewIfNeeded();
  await expect(inbox()).toHaveCount(n);
  const seen = await inbox()
    .locator("time")
    .evaluateAll((all) => all.map((time) => time.getAttribute("datetime") ?? ""));
  expect(seen.every((time) => time.startsWith(day))).toBe(true);
  expect(seen).toEqual(seen.toSorted().toReversed());
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(inbox()).toHaveCount(50);
});

test("a file with bad lines tells each of them and takes the rest", async () => {
  await admin(stack, "chatbot", "create", "--project", second, "--name", "Night shift");
  const day = (offset: string) => ({
    role: "user",
    content: `Is it open on ${offset}?`,
    at: `${offset}T09:00:00Z`,
  });
  const line = (id: string, platform: string, offset: string) =>
    JSON.stringify({ id, platform, visitor: { name: `Visitor ${id}` }, turns: [day(offset)] });
  const lines = [
    line("a1", "whatsapp", "2026-03-01"),
    `{"id": "a2", "turns": [`,
    line("a3", "messenger", "2026-03-02"),
    JSON.stringify({ id: "a4" }),
    JSON.stringify({ id: "a5", turns: [{ role: "robot", content: "Beep" }] }),
    line("a6", "web", "2026-03-03"),
  ];
  const file = path.join(folder, "night-shift.jsonl");
  writeFileSync(file, `${lines.join("\n")}\n`);
  await page.goto(`/p/${second}`);
  await sendFile(file, "conversations", "Night shift");
  const rejected = page.getByRole("table", { name: "Rejected lines" }).locator("tbody tr");
  await expect(rejected).toHaveCount(3);
  await expectReport({ created: 3, updated: 0, unchanged: 0, rejected: 3 });
  await expect(rejected.nth(0).locator("td").first()).toHaveText("2");
  await expect(rejected.nth(1)).toContainText("turns is missing; add it.");
  await expect(rejected.nth(1).locator("td").first()).toHaveText("4");
  await expect(rejected.nth(2)).toContainText("role must be user or agent, not “robot”.");
  await expect(rejected.nth(2)).toContainText("turns.0.role");

  const day2 = path.join(folder, "day-shift.csv");
  writeFileSync(
    day2,
    "conversation_id,role,content,platform\nb1,user,Do you gift-wrap?,web\nb1,agent,We do.,web\n",
  );
  await sendFile(day2, "conversations");
  await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible();
});

test("filters by chatbot, platform and dates find exactly what belongs to them", async () => {
  await nav("Conversations").click();
  const rows = inbox();
  await expect(rows).toHaveCount(4);
  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel("Chatbot", { exact: true }).selectOption({ label: "Night shift" });
  await expect(rows).toHaveCount(3);
  await page.getByLabel("Platform").selectOption({ label: "WhatsApp" });
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Visitor a1");
  await page.getByLabel("Platform").selectOption({ label: "All platforms" });
  await expect(rows).toHaveCount(3);
  await page.getByLabel("Last message from").fill("2026-03-02");
  await page.getByLabel("Last message to").fill("2026-03-02");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Visitor a3");
  await page.getByLabel("Last message to").fill("2026-03-01");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("status").filter({ hasText: "ends before it starts" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await expect(rows).toHaveCount(4);
  await switchProject(SHOP);
});

test("a product is found despite two typing errors, and shows its variants with the file's prices", async () => {
  await nav("Products").click();
  await shown("Products");
  const titles = page.getByRole("table", { name: "Products" }).getByRole("link");
  await expect(titles).toHaveCount(products.length);
  expect((await titles.allTextContents()).toSorted()).toEqual(products.map(({ title }) => title).toSorted());
  const search = page.getByRole("searchbox", { name: "Search products" });
  await search.fill("clasic lether jaket");
  await search.press("Enter");
  await page.waitForURL(/q=clasic/);
  await expect(titles.first()).toHaveText("Classic Leather Jacket");
  await search.fill("varsty top");
  await search.press("Enter");
  await page.waitForURL(/q=varsty/);
  const product = products.find(({ variants }) => variants.length === 3);
  await titles.getByText(product?.title ?? "", { exact: true }).click();
  await shown(product?.title ?? "");
  const variants = page.getByRole("table", { name: "Variants" }).locator("tbody tr");
  await expect(variants).toHaveCount(3);
  const rows = await variants.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")),
  );
  expect(rows.map(([name, , , , price]) => ({ name, price: Number(price?.replace(/[^\d.]/g, "")) }))).toEqual(
    product?.variants,
  );
});

test("the chatbot is listed with its settings", async () => {
  const { rows } = await database.query(
    "SELECT temperature, welcome_message AS welcome FROM chatbot WHERE project_id = $1",
    [shop],
  );
  await nav("Chatbots").click();
  const row = page.getByRole("table", { name: "Chatbots" }).getByRole("row").filter({ hasText: SHOP });
  await expect(row).toContainText("Primary");
  await expect(row).toContainText(count(conversations.length));
  await row.getByRole("link", { name: SHOP }).click();
  await shown(new RegExp(SHOP));
  await expect(page.getByLabel("Model", { exact: true }).locator("option:checked")).toHaveText(
    "Built-in answerer",
  );
  await expect(page.getByLabel("Temperature")).toHaveValue(String(Number(rows[0].temperature)));
  await expect(page.getByLabel("Language of the replies").locator("option:checked")).toHaveText(/^Automatic/);
  await expect(page.getByLabel("Welcome message")).toHaveValue(rows[0].welcome);
  await expect(page.getByLabel("Main colour", { exact: true })).toHaveValue(/^#[0-9A-F]{6}$/);
  await expect(page.getByLabel("Position")).toHaveValue(/left|center|right/);
});

test("the connection URLs are this installation's, and the buttons copy them", async () => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stack.baseUrl });
  await nav("Integrations").click();
  await page.getByRole("link", { name: "Manage Model Context Protocol" }).click();
  await shown("Model Context Protocol");
  const urls = {
    Account: `${stack.baseUrl}/mcp`,
    "Account, read-only": `${stack.baseUrl}/mcp-readonly`,
    "This project": `${stack.baseUrl}/mcp/projects/${shop}`,
  };
  for (const [label, url] of Object.entries(urls)) {
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(url);
    await page.getByRole("button", { name: `Copy ${label}`, exact: true }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(url);
  }
  await page.getByLabel("What it connects to").selectOption({ label: "This project" });
  await expect(page.getByRole("tabpanel").locator("code, pre").first()).toContainText(urls["This project"]);
  await expect(page.getByText("No assistant is connected")).toBeVisible();
});

test("an assistant that is refused learns so, and nothing was connected", async () => {
  const refused = await Assistant.start("Pushy Assistant", `${stack.baseUrl}/mcp`);
  try {
    await page.goto(await refused.ask());
    await shown("Connect Pushy Assistant?");
    expect(refused.statuses).toEqual([401]);
    await page.getByRole("button", { name: "Refuse" }).click();
    const answer = await refused.answer();
    expect(answer.get("error")).toBe("access_denied");
    expect(answer.get("code")).toBeNull();
    expect(answer.get("state")).toBe(refused.oauth.expectedState);
    const { rows } = await database.query("SELECT count(*)::int AS n FROM connection");
    expect(rows).toEqual([{ n: 0 }]);
  } finally {
    await refused.stop();
  }
});

test("consent: who asks, one project, reading only, fewer permissions, an end date, and the tools follow", async () => {
  assistant = await Assistant.start(ASSISTANT, `${stack.baseUrl}/mcp`);
  await page.goto(await assistant.ask());
  await shown(`Connect ${ASSISTANT}?`);
  const facts = page.getByRole("region", { name: "The app that asks" });
  await expect(facts).toContainText("Unverified");
  await expect(facts).toContainText(new URL(assistant.callbacks.url).host);
  await expect(facts).toContainText("The answer goes to this computer");
  await expect(page.getByText(`Signed in as ${owner.email}`)).toBeVisible();

  const tools = page.getByRole("region", { name: /the app can use$/ });
  const names = () =>
    tools.locator("li").evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.tool));
  await expect(tools.locator("[data-tool=list_conversations]")).toBeVisible();
  const everything = await names();
  expect(everything).toContain("list_conversations");
  expect(everything).toContain("search_products");
  await choose(page, { organisation: "Lindqvist", project: SHOP, access: "readonly" });
  await page.getByRole("checkbox", { name: "See products" }).uncheck();
  await expect(tools.locator("[data-tool=search_products]")).toHaveCount(0);
  await expect(page.getByRole("radio", { name: "Custom" })).toBeChecked();
  await page.getByRole("checkbox", { name: "Read conversations" }).uncheck();
  await expect(tools.locator("[data-tool=list_conversations]")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Read conversations" }).check();
  await expect(tools.locator("[data-tool=list_conversations]")).toHaveCount(1);
  await choose(page, { ends: "After 30 days", label: LABEL });
  await keepScreenshot(page, "consent");
  const promised = await names();
  expect(promised.length).toBeLessThan(everything.length);

  await page.getByRole("button", { name: "Allow" }).click();
  const client = await assistant.finish(await assistant.answer());
  const listed = (await client.listTools()).tools.map(({ name }) => name);
  expect(listed.toSorted()).toEqual(promised.toSorted());
});

test("the assistant reads the real conversations, and only of the chosen project", async () => {
  const { client } = assistant as Assistant;
  const { conversation, sentence } = rareSentence(conversations);
  const found = await client.callTool({ name: "list_conversations", arguments: { query: `"${sentence}"` } });
  const items = (found.structuredContent as { items: { id: string; project_id: string }[] }).items;
  expect(items).toHaveLength(1);
  expect(items[0]?.project_id).toBe(shop);
  const read = await client.callTool({
    name: "get_conversation",
    arguments: { conversation_id: items[0]?.id },
  });
  const { messages } = read.structuredContent as { messages: { role: string; content: string }[] };
  expect(messages.map(({ role, content }) => ({ role, content }))).toEqual(
    conversation.turns.map(({ role, content }) =>
      // What a customer wrote is marked, so that an assistant takes it for data.
      role === "user" ? { role, content: `<customer_text>${content}</customer_text>` } : { role, content },
    ),
  );
  const { rows } = await database.query("SELECT id FROM conversation WHERE project_id = $1 LIMIT 1", [
    second,
  ]);
  const elsewhere = await client.callTool({
    name: "get_conversation",
    arguments: { conversation_id: rows[0].id },
  });
  expect(elsewhere.isError).toBe(true);
  expect(JSON.stringify(elsewhere.content)).not.toContain("Is it open");
});

test("the connection stands in the list with everything that was decided", async () => {
  await page.goto(`/p/${shop}/integrations/mcp`);
  await shown("Model Context Protocol");
  const row = page.getByRole("table", { name: "Active connections" }).locator("tbody tr");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(LABEL);
  await expect(row).toContainText(ASSISTANT);
  await expect(row).toContainText("Unverified");
  await expect(row).toContainText(new URL((assistant as Assistant).callbacks.url).host);
  await expect(row).toContainText(owner.name);
  await expect(row).toContainText("Read-only");
  await expect(row).toContainText(SHOP);
  const { rows } = await database.query(
    `SELECT permissions, to_json(created_at AT TIME ZONE 'UTC') AS created, to_json(expires_at AT TIME ZONE 'UTC') AS ends
       FROM connection`,
  );
  await row.getByText(`${rows[0].permissions.length} permissions`).click();
  await expect(row.locator("details li")).toHaveCount(rows[0].permissions.length);
  await expect(row.locator("details li").filter({ hasText: "Read conversations" })).toBeVisible();
  await expect(row.locator("details li").filter({ hasText: "See products" })).toHaveCount(0);
  await row.getByText(`${rows[0].permissions.length} permissions`).click();
  const [created, lastUsed, ends] = await row
    .locator("time")
    .evaluateAll((all) => all.map((time) => Date.parse(time.getAttribute("datetime") ?? "")));
  expect(created).toBe(Date.parse(`${rows[0].created}Z`));
  expect(lastUsed).toBeGreaterThanOrEqual(created as number);
  expect(ends).toBe(Date.parse(`${rows[0].ends}Z`));
  expect(Math.round(((ends as number) - (created as number)) / 86_400_000)).toBe(30);
  await expect(row.locator("[data-label='Calls, 7 days']")).toHaveText("3");
  await keepScreenshot(page, "connections");
});

test("revoking asks first, and the very next request gets 401", async () => {
  const { client, statuses, oauth, url } = assistant as Assistant;
  await client.listTools();
  expect(statuses.at(-1)).toBe(200);
  const token = oauth.tokens()?.access_token;

  const revoke = page.getByRole("button", { name: `Revoke ${LABEL}` });
  await revoke.click();
  const question = page.getByRole("alertdialog", { name: `Revoke ${LABEL}?` });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await client.listTools();
  expect(statuses.at(-1)).toBe(200);

  await revoke.click();
  await question.getByRole("button", { name: "Revoke connection" }).click();
  await expect(page.getByText("Connection revoked", { exact: true })).toBeVisible();
  await expect(page.getByText("No assistant is connected")).toBeVisible();
  const before = statuses.length;
  await expect(client.callTool({ name: "list_conversations", arguments: {} })).rejects.toThrow();
  expect(statuses[before]).toBe(401);
  expect(statuses.slice(before).every((status) => status === 401)).toBe(true);
  const direct = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  expect(direct.status).toBe(401);
  await page.getByText(/^Ended connections/).click();
  await expect(page.getByRole("table", { name: "Ended connections" })).toContainText(LABEL);
});

test("nothing went wrong in the browser meanwhile", () => {
  expectNoProblems(watch, stack);
});
