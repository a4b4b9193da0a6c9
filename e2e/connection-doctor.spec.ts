// Clients that fail in their own ways are told apart with the right remedy, and the self-test goes a client's whole way.
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { signInWhenAsked } from "./consent-driver";
import { hydrated } from "./hydrated";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.test", password: "correct horse battery staple" };

let stack: Stack;
let database: pg.Client;
let project: string;
let context: BrowserContext;
let page: Page;
const assistants: Assistant[] = [];

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
  context = await browser.newContext({ baseURL: stack.baseUrl });
  page = await context.newPage();
  await page.goto(`/p/${project}/integrations/mcp/doctor`);
  await hydrated(page);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/doctor$/);
  await hydrated(page);
});

test.afterAll(async () => {
  for (const assistant of assistants) await assistant.stop();
  await context?.close();
  await database?.end();
  await stack?.stop();
});

/** The entry of a client, as soon as the page has found out about it. */
function tryOf(name: string) {
  return page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { level: 3, name, exact: true }) });
}

test("three clients fail, and each gets its own remedy while the page is open", async () => {
  await expect(page.getByRole("heading", { name: "No client has tried yet" })).toBeVisible();
  await expect(page.getByLabel("This project's connection URL", { exact: true })).toHaveValue(
    `${stack.baseUrl}/mcp/projects/${project}`,
  );

  // One that does not sign in: it was a minute ago.
  const refused = await fetch(`${stack.baseUrl}/mcp/projects/${project}`, {
    method: "POST",
    headers: { "user-agent": "plain-bot/1.0", "content-type": "application/json" },
    body: "{}",
  });
  expect(refused.status).toBe(401);
  await expect
    .poll(async () => {
      const { rowCount } = await database.query(
        "UPDATE connect_attempt SET at = at - interval '1 minute' WHERE user_agent = 'plain-bot/1.0'",
      );
      return rowCount;
    })
    .toBe(1);
  await expect(tryOf("plain-bot")).toContainText("was asked to sign in and did nothing more");
  await expect(tryOf("plain-bot").getByLabel("Connection URL", { exact: true })).toHaveValue(
    `${stack.baseUrl}/mcp/projects/${project}`,
  );

  // One that registers a redirect address that nobody may have.
  const registration = await fetch(`${stack.baseUrl}/oauth/register`, {
    method: "POST",
    headers: { "user-agent": "lan-app/2.0", "content-type": "application/json" },
    body: JSON.stringify({ client_name: "LAN app", redirect_uris: ["http://192.168.1.5:8080/callback"] }),
  });
  expect(registration.status).toBe(400);
  await expect(tryOf("lan-app")).toContainText("wants the answer sent to an address that is not allowed");
  await expect(tryOf("lan-app").getByText("What Caramel answered")).toBeVisible();

  // One that the organisation's policy does not let in.
  await database.query("UPDATE organisation SET client_policy = 'verified'");
  const assistant = await Assistant.start("Desk Assistant", `${stack.baseUrl}/mcp`);
  assistants.push(assistant);
  const consent = await context.newPage();
  await consent.goto(await assistant.ask());
  await signInWhenAsked(consent, OWNER);
  await expect(consent.getByText("does not let Desk Assistant connect")).toBeVisible();
  await consent.getByRole("button", { name: "Back to Desk Assistant" }).click();
  expect((await assistant.answer()).get("error")).toBe("access_denied");
  await consent.close();
  await database.query("UPDATE organisation SET client_policy = 'all'");
  const desk = tryOf("Desk Assistant");
  await expect(desk).toContainText("The organisation does not let Desk Assistant connect");
  await expect(desk.getByRole("link", { name: "Open organisation settings" })).toBeVisible();
  await expect(desk.getByRole("list", { name: "Steps of Desk Assistant" })).toContainText(
    "failed:A person allows it",
  );
});

test("the self-test goes the whole way through the public address and the consent screen", async () => {
  await page.getByRole("button", { name: "Check from this browser" }).click();
  const fromBrowser = page.getByRole("status").filter({ hasText: "From this browser" });
  await expect(fromBrowser.getByText("done:")).toHaveCount(4);
  const looked = page.waitForResponse(`${stack.baseUrl}/api/projects/${project}/doctor`);
  await page.getByRole("button", { name: "Look now" }).click();
  await looked;
  await expect(page.getByRole("heading", { level: 3 })).toHaveText([
    ...["Desk Assistant", "lan-app", "plain-bot", "From this browser"],
  ]);

  await page.getByRole("button", { name: "Start the self-test" }).click();
  await page.waitForURL(/\/oauth\/consent\//);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connect Caramel self-test?");
  await hydrated(page);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(/\/doctor#self-test$/);
  await expect(page.getByText("Everything works")).toBeVisible();
  const steps = page.getByRole("list", { name: "Steps of the self-test" });
  await expect(steps.getByText("done:")).toHaveCount(12);
  await expect(steps).toContainText("get_capabilities answers");

  const { rows } = await database.query(
    "SELECT revoked_at IS NOT NULL AS ended FROM connection WHERE client_name = 'Caramel self-test'",
  );
  expect(rows).toEqual([{ ended: true }]);
  const clients = await database.query("SELECT id FROM oauth_client WHERE name = 'Caramel self-test'");
  expect(clients.rows).toEqual([]);
  await expect(tryOf("Caramel self-test")).toHaveCount(0);

  // Coming back with the same answer does nothing more; the report stays.
  await page.goto(`/p/${project}/integrations/mcp/doctor/callback?code=x&state=y`);
  await expect(page.getByText("Everything works")).toBeVisible();
});
