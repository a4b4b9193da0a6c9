// Every page in light and dark, on a desk and on a phone, for people with and without a mouse.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import pg from "pg";
import { newId } from "@/lib/core/ids";
import { realFile } from "@/scripts/real-file";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { answerConsent } from "./consent-driver";
import { fillDesk } from "./desk";
import { EVERY_PAGE, foldersWithPage, type PageState, type Places } from "./every-page";
import { fillFeed } from "./feed";
import { firstOwnerLink } from "./first-owner-link";
import { hydrated } from "./hydrated";
import { fillKnowledge } from "./knowledge";
import { seedApproval } from "./seed-approval";
import { expectNoProblems, type Watch, watchBrowser } from "./watch-browser";

const OWNER = { email: "owner@example.com", password: "a long enough password" };
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
type Size = keyof typeof SIZES;
const CONVERSATIONS = 12;

interface Screen {
  context: BrowserContext;
  page: Page;
  watch: Watch;
}

let stack: Stack;
let database: pg.Client;
let places: Places;
let screens: Record<Size, { signedIn: Screen; signedOut: Screen }>;
const assistants: Assistant[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  await checkFirstPage(browser);
  const { organisation, project, empty } = await fill();
  const signedOut = { desktop: await open(browser, "desktop"), phone: await open(browser, "phone") };
  const desktop = await open(browser, "desktop");
  await desktop.page.goto("/sign-in");
  await hydrated(desktop.page);
  await desktop.page.getByLabel("E-mail").fill(OWNER.email);
  await desktop.page.getByLabel("Password").fill(OWNER.password);
  await desktop.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await desktop.page.waitForURL(/\/p\/prj_/);
  const phone = await open(browser, "phone", await desktop.context.storageState());
  screens = {
    desktop: { signedIn: desktop, signedOut: signedOut.desktop },
    phone: { signedIn: phone, signedOut: signedOut.phone },
  };
  await connect(desktop.page);
  const one = async (sql: string) => (await database.query(sql, [project])).rows[0].id as string;
  const line = await database.query("SELECT id FROM call_log WHERE organisation_id = $1 LIMIT 1", [
    organisation,
  ]);
  const conversation = await one("SELECT id FROM conversation WHERE project_id = $1 ORDER BY id LIMIT 1");
  const { rows } = await database.query("SELECT id, user_id FROM connection WHERE organisation_id = $1", [
    organisation,
  ]);
  const asked = { projectId: project, connectionId: rows[0].id as string, userId: rows[0].user_id as string };
  places = {
    organisation,
    project,
    empty,
    conversation,
    visitor: await fillInbox(project, conversation),
    ticket: await fillDesk(database, project, conversation, {
      subject: "Refund of a varsity top",
      message: "The top is too small. Can I have my money back?",
      reply: "Yes, here is the label.",
      note: "Paid by card.",
      lead: { name: "Ana Alba", email: "ana@example.com", phone: "+44 20 7946 0000" },
    }),
    lead: await one("SELECT id FROM lead WHERE project_id = $1 ORDER BY id DESC LIMIT 1"),
    source: await fillKnowledge(database, project, "Can I return a top?", "Within thirty days."),
    product: await one("SELECT id FROM product WHERE project_id = $1 AND handle = 'classic-varsity-top'"),
    feed: await fillFeed(database, project),
    chatbot: await one("SELECT id FROM chatbot WHERE project_id = $1"),
    revision: await fillHistory(project),
    connection: (
      await database.query("SELECT id FROM connection WHERE organisation_id = $1 LIMIT 1", [organisation])
    ).rows[0].id,
    importRun: await one("SELECT id FROM import_run WHERE project_id = $1 AND rejected > 0"),
    call: line.rows[0].id,
    approval: await seedApproval(database, asked),
    refusedApproval: await seedApproval(database, { ...asked, state: "refused", reason: "Not this week." }),
    invitation: await invite(desktop.page, organisation),
    resetLink: (await admin<{ url: string }>(stack, "user", "reset-password", "--email", OWNER.email)).url,
    startRequest,
  };
});

test.afterAll(async () => {
  for (const assistant of assistants) await assistant.stop();
  await database?.end();
  await stack?.stop();
});

/** Somebody who wrote a conversation that waits for a person; answers who. */
async function fillInbox(project: string, conversation: string): Promise<string> {
  const id = newId("visitor");
  await database.query(
    `INSERT INTO visitor (project_id, id, name, email, phone, attributes)
     VALUES ($1, $2, 'Ana Alba', 'ana@example.com', '+44 20 7946 0000', '{"plan": "gold"}')`,
    [project, id],
  );
  await database.query(
    `UPDATE conversation SET visitor_id = $3, is_unread = true, handler = 'person',
            page_url = 'https://shop.example/tops' WHERE project_id = $1 AND id = $2`,
    [project, conversation, id],
  );
  const source = { id: newId("source"), title: "Returns", position: 0, locator: "Page 2", url: null };
  await database.query(
    `UPDATE message SET author_kind = 'chatbot', author_id = 'bot', sources = $3
      WHERE project_id = $1 AND conversation_id = $2 AND role = 'agent'`,
    [project, conversation, JSON.stringify([{ ...source, kind: "document", quote: "Within thirty days." }])],
  );
  return id;
}

/** A sales rule, and a change of the chatbot; answers the change. */
async function fillHistory(project: string): Promise<string> {
  const { rows } = await database.query("SELECT id FROM chatbot WHERE project_id = $1", [project]);
  await database.query(
    `INSERT INTO sales_rule (project_id, id, chatbot_id, name, trigger, threshold, message)
     VALUES ($1, $2, $3, 'Big carts', 'cart_value', 5000, 'Shipping is free for you.')`,
    [project, newId("salesRule"), rows[0].id],
  );
  const id = newId("revision");
  await database.query(
    `INSERT INTO revision (project_id, id, subject_kind, subject_id, action, before, after, actor_kind)
     VALUES ($1, $2, 'chatbot', $3, 'update', $4, $5, 'operator')`,
    [
      project,
      id,
      rows[0].id,
      { instructions: "Be kind.\nAnswer in one line.", "appearance.position": "right" },
      { instructions: "Be kind.\nAnswer in two lines.", "appearance.position": "left" },
    ],
  );
  return id;
}

async function open(
  browser: Browser,
  size: Size,
  storageState?: Awaited<ReturnType<BrowserContext["storageState"]>>,
) {
  const context = await browser.newContext({
    baseURL: stack.baseUrl,
    viewport: SIZES[size],
    isMobile: size === "phone",
    hasTouch: size === "phone",
    reducedMotion: "reduce",
    ...(storageState ? { storageState } : {}),
  });
  const watch = await watchBrowser(context, stack.baseUrl);
  return { context, page: await context.newPage(), watch };
}

/** The set-up form exists only while there is no account. */
async function checkFirstPage(browser: Browser) {
  const link = await firstOwnerLink(stack);
  for (const size of ["desktop", "phone"] as const) {
    const screen = await open(browser, size);
    await look(screen, size, link);
    await expect(screen.page.getByRole("button", { name: "Create account" })).toBeVisible();
    expectNoProblems(screen.watch, stack);
    await screen.context.close();
  }
}

/** An organisation with a project full of real things, and one with nothing in it. */
async function fill() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-pages-"));
  try {
    const { id: organisation } = await admin<{ id: string }>(
      stack,
      ...["organisation", "create", "--name", "Bright Goods", "--plan", "business"],
      ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
    );
    const create = (name: string) =>
      admin<{ id: string }>(stack, "project", "create", "--organisation", organisation, "--name", name);
    const [{ id: project }, { id: empty }] = [await create("Bright Shop"), await create("Bright Outlet")];
    const history = path.join(folder, "history.jsonl");
    const lines = gunzipSync(readFileSync(realFile("support-conversations.jsonl.gz")))
      .toString()
      .split("\n");
    writeFileSync(
      history,
      [...lines.slice(0, CONVERSATIONS), `{"id": "broken"`, `{"id": "bare"}`].join("\n"),
    );
    await admin(stack, "import", "conversations", "--project", project, history);
    await admin(stack, "import", "products", "--project", project, realFile("products-apparel.csv"));
    await admin(
      stack,
      "key",
      "create",
      "--organisation",
      organisation,
      "--name",
      "Nightly report",
      "--readonly",
    );
    return { organisation, project, empty };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function assistant(name: string): Promise<Assistant> {
  const started = await Assistant.start(name, `${stack.baseUrl}/mcp`);
  assistants.push(started);
  return started;
}

async function startRequest(): Promise<string> {
  return (await assistant("Waiting Assistant")).ask();
}

async function connect(page: Page) {
  const connected = await assistant("Desk Assistant");
  await answerConsent(page, await connected.ask(), {
    ...OWNER,
    choices: { label: "Returns desk", ends: "After 7 days" },
  });
  await (await connected.finish(await connected.answer())).callTool({ name: "list_projects", arguments: {} });
}

async function invite(page: Page, organisation: string): Promise<string> {
  await page.goto(`/o/${organisation}/members`);
  await hydrated(page);
  await page.getByRole("button", { name: "Invite member" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByLabel("Invitation link", { exact: true }).inputValue();
  return new URL(link).pathname.split("/").at(-1) ?? "";
}

/** Violations that keep people out, as one line each. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // One document without frames: nothing has to be put together on a page of its own.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  if (rules) builder.withRules(rules);
  const result = await builder.analyze();
  return result.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) =>
        `${id} (${help}): ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
    );
}

/** Everything a page is held to: in both themes on the desktop, where only colours differ, and in the dark on a phone. */
async function look({ page }: Screen, size: Size, address: string) {
  await page.emulateMedia({ colorScheme: size === "phone" ? "dark" : "light" });
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const chart of await page.locator("[data-slot=chart]").all()) {
    await expect(chart.locator("[data-slot=plot]")).toBeVisible();
  }
  if (size === "phone") {
    await expect(page.locator("html")).toHaveClass(/dark/);
    expect(await violations(page), "dark, on a phone").toEqual([]);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overhang, "pixels to scroll sideways").toBeLessThanOrEqual(0);
    return;
  }
  expect(await violations(page), "light").toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  // A script of the page follows the system, so this also says that the scripts run.
  await expect(page.locator("html")).toHaveClass(/dark/);
  expect(await violations(page, ["color-contrast"]), "dark").toEqual([]);
}

test("what keeps people out is noticed", async ({ page }) => {
  await page.setContent(
    `<html lang="en"><title>Bad</title><main><h1 style="color: #ccc">Pale</h1><input></main></html>`,
  );
  const found = await violations(page);
  expect(found.map((line) => line.split(" ")[0])).toEqual(["color-contrast", "label"]);
  expect(await violations(page, ["color-contrast"])).toHaveLength(1);
});

test("no page is left out", () => {
  expect(foldersWithPage().toSorted()).toEqual(Object.keys(EVERY_PAGE).toSorted());
});

for (const [folder, states] of Object.entries(EVERY_PAGE)) {
  for (const state of states) {
    test(`app/${folder}: ${state.name}`, async () => {
      await Promise.all([check(state, "desktop"), check(state, "phone")]);
    });
  }
}

async function check(state: PageState, size: Size) {
  const screen = screens[size][state.isSignedOut ? "signedOut" : "signedIn"];
  screen.watch.problems.length = 0;
  await test.step(size, async () => look(screen, size, await state.address(places)));
  const problems = screen.watch.problems.filter((text) => !(state.isMissing && /status of 404/.test(text)));
  expectNoProblems({ problems }, stack);
}

/** Presses Tab until the focus is on the target, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator) {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 80; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${target}.`);
}

test("the skip link jumps over the navigation", async () => {
  const { page } = screens.desktop.signedIn;
  await page.goto(`/p/${places.project}/conversations`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await page.getByRole("main").evaluate((main) => main.contains(document.activeElement))).toBe(true);
});

test("on a phone the filters of a list wait behind a button", async () => {
  const { page } = screens.phone.signedIn;
  await page.goto(`/p/${places.project}/products`);
  await hydrated(page);
  const availability = page.getByLabel("Availability");
  await expect(availability).toBeHidden();
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await expect(availability).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await availability.selectOption({ label: "Sold out" });
  await page.waitForURL(/availability=no/);
  await expect(page.getByRole("button", { name: "Filters (1)" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await expect(page.getByRole("button", { name: "Filters", exact: true })).toBeVisible();
});

const DIALOGS: {
  name: string;
  address: (places: Places) => string;
  trigger: string;
  /** Entry of the menu that the trigger opens. */
  item?: string;
  role?: "alertdialog";
  size?: Size;
}[] = [
  {
    name: "inviting a member",
    address: ({ organisation }) => `/o/${organisation}/members`,
    trigger: "Invite member",
  },
  {
    name: "creating a key",
    address: ({ organisation }) => `/o/${organisation}/api-keys`,
    trigger: "Create key",
  },
  {
    name: "renaming a connection",
    address: ({ project }) => `/p/${project}/integrations/mcp`,
    trigger: "More for Returns desk",
    item: "Rename…",
  },
  {
    name: "pausing a connection",
    address: ({ project }) => `/p/${project}/integrations/mcp`,
    trigger: "More for Returns desk",
    item: "Pause…",
    role: "alertdialog",
    size: "phone",
  },
  {
    name: "adding knowledge",
    address: ({ project }) => `/p/${project}/knowledge`,
    trigger: "Add knowledge",
  },
  {
    name: "adding knowledge, on a phone",
    address: ({ project }) => `/p/${project}/knowledge`,
    trigger: "Add knowledge",
    size: "phone",
  },
  {
    name: "opening a ticket",
    address: ({ project }) => `/p/${project}/tickets`,
    trigger: "New ticket",
  },
  {
    name: "adding a lead",
    address: ({ project }) => `/p/${project}/leads`,
    trigger: "Add lead",
  },
  {
    name: "revoking a connection",
    address: ({ project }) => `/p/${project}/integrations/mcp`,
    trigger: "Revoke Returns desk",
    role: "alertdialog",
  },
  {
    name: "refusing a change",
    address: ({ project, approval }) => `/p/${project}/approvals/${approval}`,
    trigger: "Refuse",
  },
  {
    name: "signing out everywhere",
    address: () => "/account",
    trigger: "Sign out everywhere",
    role: "alertdialog",
  },
  {
    name: "the phone's navigation",
    address: ({ project }) => `/p/${project}`,
    trigger: "Open navigation",
    size: "phone",
  },
];

for (const { name, address, trigger, item, role = "dialog", size = "desktop" } of DIALOGS) {
  test(`the dialog for ${name} keeps the focus and gives it back`, async () => {
    const { page, watch } = screens[size].signedIn;
    watch.problems.length = 0;
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(address(places));
    await hydrated(page);
    const button = page.getByRole("button", { name: trigger, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    if (item) await page.getByRole("menuitem", { name: item, exact: true }).press("Enter");
    const dialog = page.getByRole(role);
    await expect(dialog).toBeVisible();
    // What has the focus, or nothing when that is outside of the dialog.
    const focus = () =>
      dialog.evaluate((element) =>
        element.contains(document.activeElement) ? document.activeElement?.outerHTML : undefined,
      );
    await expect.poll(focus).toBeDefined();
    const seen = new Set<string>();
    for (const key of [...new Array(14).fill("Tab"), ...new Array(6).fill("Shift+Tab")]) {
      await page.keyboard.press(key);
      const focused = await focus();
      expect(focused, `after ${key}`).toBeDefined();
      seen.add(focused ?? "");
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(button).toBeFocused();
    expectNoProblems(watch, stack);
  });
}

test("a message can be read and closed while a dialog is open, and stays when the dialog goes", async () => {
  const { page, watch } = screens.desktop.signedIn;
  watch.problems.length = 0;
  await page.goto("/account");
  await hydrated(page);
  const message = page.getByText("Name saved");
  const dialog = page.getByRole("alertdialog");
  const saveThenAsk = async () => {
    await page.getByRole("button", { name: "Save name" }).click();
    // Held by the pointer, it does not go by itself.
    await message.hover();
    await page.getByRole("button", { name: "Sign out everywhere", exact: true }).press("Enter");
    await expect(dialog).toBeVisible();
  };
  const close = page.getByRole("button", { name: "Close message" });
  await saveThenAsk();
  await expect(dialog.getByText("Name saved")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await close.click();
  await expect(message).toBeHidden();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await saveThenAsk();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await close.click();
  await expect(message).toBeHidden();
  expectNoProblems(watch, stack);
});

test("the account menu and the project switcher work with the keyboard", async () => {
  const { page } = screens.desktop.signedIn;
  await page.goto(`/p/${places.project}/products`);
  await hydrated(page);
  await tabTo(page, page.getByRole("button", { name: /^Project:/ }));
  await page.keyboard.press("Enter");
  const switcher = page.getByRole("dialog", { name: "Switch project" });
  await expect(switcher).toBeVisible();
  const other = switcher.getByRole("link", { name: "Bright Outlet" });
  for (
    let presses = 0;
    presses < 5 && !(await other.evaluate((link) => link === document.activeElement));
    presses += 1
  ) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(other).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/p/${places.empty}/products`);
  const menu = page.getByRole("button", { name: /^Account menu of/ });
  await tabTo(page, menu);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: "System" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
});

test("the consent form can be answered without a mouse", async () => {
  const { page } = screens.desktop.signedIn;
  const asking = await assistant("Keyboard Assistant");
  await page.goto(await asking.ask());
  await hydrated(page);
  await tabTo(page, page.getByLabel("Project", { exact: true }));
  await page.keyboard.type("Bright Shop");
  await tabTo(page, page.getByRole("radio", { name: "Read and change", exact: true }));
  // A finger rests on a key for a moment; without that the radio group sees the key go up before it moved.
  await page.keyboard.press("ArrowUp", { delay: 200 });
  await expect(page.getByRole("radio", { name: "Read only", exact: true })).toBeChecked();
  const box = page.getByRole("checkbox", { name: "Read conversations", exact: true });
  await tabTo(page, box);
  await page.keyboard.press("Space");
  await expect(box).not.toBeChecked();
  await tabTo(page, page.getByLabel("The connection ends"));
  await page.keyboard.type("After 7");
  await tabTo(page, page.getByLabel("Name of the connection"));
  await page.keyboard.type("Without a mouse");
  await tabTo(page, page.getByRole("button", { name: "Allow", exact: true }));
  await page.keyboard.press("Enter");
  expect((await asking.answer()).get("code")).toMatch(/^[\w-]{43,}$/);
  const { rows } = await database.query(
    "SELECT access::text AS access, project_id AS project, permissions, expires_at - created_at AS span FROM connection WHERE label = 'Without a mouse'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ access: "readonly", project: places.project });
  expect(rows[0].permissions).not.toContain("conversations:read");
  expect(rows[0].permissions).toContain("products:read");
  expect(rows[0].span.days + (rows[0].span.hours ?? 0) / 24).toBeGreaterThan(6.9);
});
