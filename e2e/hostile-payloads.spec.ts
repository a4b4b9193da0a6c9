import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { freePort } from "@/lib/db/embedded-process";
import { type Stack, startStack } from "@/scripts/stack";
import { XSS_PAYLOADS } from "./corpus/xss";
import { fillHostileRows, type HostileRows, TEXTS } from "./hostile-rows";
import { hydrated } from "./hydrated";
import { expectHarmless, type MarkedWatch, watchMarked } from "./marked-browser";
import { PASSWORD, seedTenant, type Tenant } from "./tenants";

test.describe.configure({ mode: "serial" });

let stack: Stack;
let db: pg.Client;
let tenant: Tenant;
let rows: HostileRows;
let context: BrowserContext;
let page: Page;
let watch: MarkedWatch;
let project: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack({ port: await freePort() });
  db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  tenant = await seedTenant(db);
  project = tenant.projects[0].id;
  rows = await fillHostileRows(db, tenant);
  context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1440, height: 900 } });
  watch = await watchMarked(context, stack.baseUrl);
  page = await context.newPage();
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("E-mail").fill(tenant.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${stack.baseUrl}/p/${project}`);
});

test.afterAll(async () => {
  await db?.end();
  await stack?.stop();
});

/** A page of the dashboard, once it is alive. */
async function look(address: string) {
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBe(200);
  await hydrated(page);
  await expectHarmless(page, watch);
}

const inProject = (rest: string) => look(`/p/${project}${rest}`);

test("there are hundreds of payloads, each different, and most do run where nobody is careful", async ({
  browser,
}) => {
  const shapes = new Set(TEXTS.map((text) => text.replace(/\d+/g, "")));
  expect(shapes.size).toBe(TEXTS.length);
  expect(TEXTS.length).toBeGreaterThanOrEqual(200);
  const careless = await browser.newContext();
  const noticed = await watchMarked(careless, "http://own.example");
  const frames = XSS_PAYLOADS.map(({ text, family }) => {
    const markup = family === "addresses" && !text.startsWith("<") ? `<iframe src="${text}"></iframe>` : text;
    return `<iframe srcdoc="${markup.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`;
  });
  const open = await careless.newPage();
  await open.setContent(frames.join(""));
  const seen = () =>
    new Set([...noticed.ran, ...noticed.foreign.map((address) => Number(/\/(\d+)/.exec(address)?.[1]))]);
  await expect.poll(() => seen().size, { timeout: 15_000 }).toBeGreaterThan(130);
  expect(new Set(noticed.ran).size).toBeGreaterThan(80);
  expect(noticed.foreign.length).toBeGreaterThan(30);
  await expect(expectHarmless(open, noticed)).rejects.toThrow();
  await careless.close();
});

test("the dashboard's lists", async () => {
  for (const rest of [
    "",
    "/visitors",
    "/leads",
    "/leads?view=board",
    "/tickets?status=all",
    "/products",
    "/products/feeds",
    "/knowledge",
    "/import",
    "/revisions",
    "/chatbots",
    `/products?q=${encodeURIComponent(TEXTS[40] ?? "")}`,
  ]) {
    await inProject(rest);
  }
  for (const list of ["mcp-sessions", "audit-log"]) await look(`/o/${tenant.organisationId}/${list}`);
});

test("the inbox, with every payload by whoever can write", async () => {
  await inProject("/conversations");
  const list = page.getByRole("list", { name: "List of conversations" });
  await expect(list.getByRole("listitem").first()).toBeVisible();
  await expectHarmless(page, watch);
  await inProject("/conversations?q=script");
  await inProject(`/conversations/${rows.conversation}`);
  for (const text of [TEXTS[0], TEXTS[100], TEXTS[200]]) {
    await expect(page.getByText(text as string).first()).toBeAttached();
  }
  await expectHarmless(page, watch);
});

test("pages of one thing", async () => {
  const chatbot = `/chatbots/${tenant.projects[0].chatbotId}`;
  for (const rest of [
    `/visitors/${rows.visitor}`,
    `/tickets/${rows.ticket}`,
    `/products/${rows.product}`,
    `/knowledge/${rows.source}`,
    `/products/feeds/${rows.feed}`,
    `/import/${rows.importRun}`,
    `/revisions/${rows.revision}`,
    chatbot,
    `${chatbot}/sales-rules`,
    `${chatbot}/history`,
    `${chatbot}/website`,
    `${chatbot}/embed`,
  ]) {
    await inProject(rest);
  }
  await look(`/o/${tenant.organisationId}/mcp-sessions/${rows.call}`);
});
