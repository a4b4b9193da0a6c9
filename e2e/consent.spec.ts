// A person and the consent screen: what is shown, what comes out, and what a link alone is worth.
import { createHash } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { answerConsent, choose, signInWhenAsked } from "./consent-driver";

const PERSON = { email: "owner@example.test", password: "correct horse battery staple" };
const REDIRECT = "http://127.0.0.1:9/callback";
const VERIFIER = "a-code-verifier-that-is-long-enough-for-rfc-7636";

let stack: Stack;
let clientId: string;

test.beforeAll(async () => {
  stack = await startStack();
  await admin(
    stack,
    ...["organisation", "create", "--name", "Acme", "--plan", "growth"],
    ...["--owner-email", PERSON.email, "--owner-password", PERSON.password],
  );
  const response = await fetch(`${stack.baseUrl}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "<img src=x onerror=alert(1)> Desk",
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: "none",
    }),
  });
  expect(response.status).toBe(201);
  clientId = ((await response.json()) as { client_id: string }).client_id;
});

test.afterAll(() => stack?.stop());

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  try {
    return (await database.query(sql)).rows;
  } finally {
    await database.end();
  }
}

const address = (more: Record<string, string> = {}) =>
  `${stack.baseUrl}/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT,
    response_type: "code",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    state: "s-1",
    ...more,
  })}`;

async function open(page: Page, more?: Record<string, string>) {
  await page.goto(address(more));
  await signInWhenAsked(page, PERSON);
  await page.getByRole("button", { name: "Allow" }).waitFor();
}

const listedTools = (page: Page) =>
  page.locator("[data-tool]").evaluateAll((items) => items.map((item) => item.getAttribute("data-tool")));

test("shows who asks, where the answer goes, and loads nothing from elsewhere", async ({ page }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== stack.baseUrl) foreign.push(request.url());
  });
  page.on("dialog", () => foreign.push("script ran"));
  await open(page);
  await expect(page.getByText("Unverified")).toBeVisible();
  await expect(page.getByText("127.0.0.1:9")).toBeVisible();
  await expect(page.getByText("The answer goes to this computer")).toBeVisible();
  await expect(page.getByText("<img src=x onerror=alert(1)> Desk").first()).toBeVisible();
  expect(foreign).toEqual([]);
});

test("keeps the list of tools up to date with the choice", async ({ page }) => {
  await open(page);
  const all = await listedTools(page);
  expect(all).toContain("get_conversation");
  await choose(page, { permissions: ["See products"] });
  const some = await listedTools(page);
  expect(some).toContain("search_products");
  expect(some).not.toContain("get_conversation");
  await choose(page, { preset: "Support" });
  expect(await listedTools(page)).toEqual(all);
});

test("allowing sends a code that works, refusing sends access_denied", async ({ page }) => {
  const refused = new URL(await answerConsent(page, address(), { ...PERSON, decision: "refuse" }));
  expect(Object.fromEntries(refused.searchParams)).toMatchObject({
    error: "access_denied",
    state: "s-1",
    iss: stack.baseUrl,
  });
  const allowed = new URL(
    await answerConsent(page, address(), {
      ...PERSON,
      choices: { access: "readonly", ends: "After 7 days" },
    }),
  );
  const response = await fetch(`${stack.baseUrl}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: REDIRECT,
      code: allowed.searchParams.get("code") ?? "",
      code_verifier: VERIFIER,
    }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toContain("no-store");
  expect(((await response.json()) as { scope: string }).scope.split(" ")).not.toContain("mcp:write");
});

test("asking before changes is offered with changes only, and is kept", async ({ page }) => {
  await open(page);
  const box = page.getByRole("checkbox", { name: "Ask me before changes" });
  await choose(page, { access: "readonly" });
  await expect(box).toBeHidden();
  await answerConsent(page, address(), {
    ...PERSON,
    choices: { access: "full", asksFirst: true, label: "Asking" },
  });
  await answerConsent(page, address(), { ...PERSON, choices: { access: "full", label: "Not asking" } });
  expect(
    await query("SELECT label, asks_first FROM connection WHERE label LIKE '%sking' ORDER BY label"),
  ).toEqual([
    { label: "Asking", asks_first: true },
    { label: "Not asking", asks_first: false },
  ]);
});

test("an app the policy does not allow is told access_denied, and the person who can change that", async ({
  page,
}) => {
  await query("UPDATE organisation SET client_policy = 'verified'");
  try {
    await page.goto(address());
    await signInWhenAsked(page, PERSON);
    await expect(page.getByText("Acme does not let <img src=x onerror=alert(1)> Desk connect")).toBeVisible();
    const [owner] = await query(`SELECT name FROM "user"`);
    await expect(page.getByText(`${owner?.name} can change that under Settings`)).toBeVisible();
    await expect(page.getByRole("button", { name: "Allow" })).toBeHidden();
    const away = page.waitForRequest((request) => request.url().startsWith(REDIRECT));
    await page.getByRole("button", { name: /^Back to/ }).click();
    const { searchParams } = new URL((await away).url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: "access_denied", state: "s-1" });
  } finally {
    await query("UPDATE organisation SET client_policy = 'all'");
  }
});

test("a member who may not grant changes can only grant reading, and is told why", async ({ page }) => {
  await query("UPDATE organisation SET members_may_write = false");
  await query("UPDATE member SET role = 'agent'");
  try {
    await open(page);
    await expect(
      page.getByText("In Acme only owners and admins may let an app change something."),
    ).toBeVisible();
    await expect(page.getByRole("radio", { name: "Read and change", exact: true })).toBeDisabled();
    await expect(page.getByRole("radio", { name: "Read only", exact: true })).toBeChecked();
  } finally {
    await query("UPDATE organisation SET members_may_write = true");
    await query("UPDATE member SET role = 'owner'");
  }
});

test("a link to the screen is worth nothing in another browser", async ({ page, browser }) => {
  await open(page);
  const other = await browser.newContext();
  const stranger = await other.newPage();
  await stranger.goto(page.url());
  await expect(stranger.getByRole("heading", { name: "This request is over" })).toBeVisible();
  await other.close();
});

test("an address that was not registered ends on our own page", async ({ page }) => {
  const response = await page.goto(address({ redirect_uri: "https://evil.example/" }));
  expect(response?.status()).toBe(400);
  await expect(page.getByRole("heading", { name: "This connection can't be made" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(stack.baseUrl);
});

test("switching the account comes back to the same request", async ({ page }) => {
  await open(page);
  const request = page.url();
  await page.getByRole("button", { name: "Switch account" }).click();
  await page.waitForURL(/\/sign-in/);
  await signInWhenAsked(page, PERSON);
  await page.getByRole("button", { name: "Allow" }).waitFor();
  expect(page.url()).toBe(request);
});
