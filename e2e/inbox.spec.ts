// A team at its inbox: moving by keyboard, answering in the chatbot's place, and deleting a visitor for good.
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { newId } from "@/lib/core/ids";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { hydrated } from "./hydrated";
import { expectNoProblems, type Watch, watchBrowser } from "./watch-browser";

test.describe.configure({ mode: "serial" });

const OWNER = { email: "owner@example.com", password: "a long enough password" };
const NAMES = ["Ana", "Bea", "Cem"];

let stack: Stack;
let database: pg.Client;
let context: BrowserContext;
let page: Page;
let watch: Watch;
let project: string;
const ids = NAMES.map(() => newId("conversation"));

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  const { id: organisation } = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Lamp Shop", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  );
  ({ id: project } = await admin<{ id: string }>(
    stack,
    ...["project", "create", "--organisation", organisation, "--name", "Lamps"],
  ));
  for (const [index, name] of NAMES.entries()) await write(name, ids[index] as string, index);
  context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1440, height: 900 } });
  watch = await watchBrowser(context, stack.baseUrl);
  page = await context.newPage();
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/p\/prj_/);
});

test.afterAll(async () => {
  await context?.close();
  await database?.end();
  await stack?.stop();
});

/** A visitor of the chat who waits for an answer, `index` hours later than the first. */
async function write(name: string, conversation: string, index: number): Promise<void> {
  const visitor = newId("visitor");
  const at = new Date(Date.UTC(2026, 2, 1, 10 + index));
  await database.query(
    "INSERT INTO visitor (project_id, id, name, email, token_hash) VALUES ($1, $2, $3, $4, $5)",
    [project, visitor, name, `${name}@example.com`, `hash of ${name}`],
  );
  await database.query(
    `INSERT INTO conversation (project_id, id, chatbot_id, visitor_id, started_at, last_message_at, user_message_count,
                               preview, is_unread)
     SELECT $1, $2, b.id, $3, $4, $4, 1, $5, true FROM chatbot b WHERE b.project_id = $1 LIMIT 1`,
    [project, conversation, visitor, at, `${name} asks for a lamp`],
  );
  await database.query(
    `INSERT INTO message (project_id, id, conversation_id, position, role, content, sent_at)
     VALUES ($1, $2, $3, 0, 'user', $4, $5)`,
    [project, newId("message"), conversation, `${name} asks for a lamp`, at],
  );
}

const row = (name: string) =>
  page.getByRole("list", { name: "List of conversations" }).getByRole("link", { name });
const transcript = () => page.getByRole("region", { name: "Transcript" });

test("the keys move through the list, open a conversation and mark it", async () => {
  await page.goto(`/p/${project}/conversations?view=unread`);
  await hydrated(page);
  await page.keyboard.press("j");
  await expect(row("Cem")).toBeFocused();
  await page.keyboard.press("j");
  await expect(row("Bea")).toBeFocused();
  await page.keyboard.press("k");
  await expect(row("Cem")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/conversations/${ids[1]}\\?view=unread$`));
  await expect(transcript()).toContainText("Bea asks for a lamp");
  // What is opened was read, and stays in the list while it is.
  await expect(row("Bea")).not.toContainText("Unread");
  await expect(
    page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Unread 2" }),
  ).toBeVisible();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.goBack();
  await expect(page.getByText("Choose a conversation")).toBeVisible();
});

test("a person replies in the chatbot's place, and hands the conversation back", async () => {
  await row("Cem").click();
  await expect(transcript()).toContainText("Cem asks for a lamp");
  await page.keyboard.press("r");
  await expect(page.getByRole("textbox", { name: "Your reply" })).toBeFocused();
  await page.keyboard.type("We have a green one.");
  await page.keyboard.press("Enter");
  await expect(transcript().locator("li[data-role=agent]")).toContainText("We have a green one.");
  await page.reload();
  await hydrated(page);
  await expect(transcript().locator("li[data-role=agent]")).toContainText("Team");
  await page.getByRole("button", { name: "Hand back to the chatbot" }).click();
  await expect(page.getByRole("button", { name: "Take over" })).toBeVisible();
  await expect
    .poll(async () => {
      const { rows } = await database.query(
        "SELECT handler, assignee_id IS NOT NULL AS kept FROM conversation WHERE id = $1",
        [ids[2]],
      );
      return rows;
    })
    .toEqual([{ handler: "chatbot", kept: true }]);
});

test("a message that comes in shows up without a reload", async () => {
  await write("Dan", newId("conversation"), 5);
  await database.query(`SELECT pg_notify('caramel_live', $1)`, [
    JSON.stringify({ project, kind: "conversation" }),
  ]);
  await expect(row("Dan")).toBeVisible();
});

test("a list goes on below, and keeps what was changed while more of it was read", async () => {
  await database.query(
    `INSERT INTO conversation (project_id, id, chatbot_id, started_at, last_message_at, user_message_count, preview)
     SELECT $1, 'cnv_' || lpad(n::text, 26, '0'), b.id, t, t, 1, 'Old question ' || n
     FROM generate_series(1, 70) n, LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 hour' AS t) at,
          LATERAL (SELECT id FROM chatbot WHERE project_id = $1 LIMIT 1) b`,
    [project],
  );
  const rows = page.getByRole("list", { name: "List of conversations" }).getByRole("listitem");
  let isBroken = true;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const isMore = (url: URL) => url.pathname.endsWith("/conversations") && url.searchParams.has("cursor");
  await page.route(isMore, async (route) => {
    if (isBroken) return route.fulfill({ status: 503, json: { detail: "Caramel is being restarted." } });
    await held;
    return route.continue();
  });
  await page.goto(`/p/${project}/conversations`);
  await hydrated(page);
  await expect(rows).toHaveCount(50);
  await rows.last().scrollIntoViewIfNeeded();
  await expect(page.getByText("Caramel is being restarted.")).toBeVisible();
  // What was read before stays.
  await expect(rows).toHaveCount(50);
  // The browser notes the refusal, and that it was asked twice.
  const refused = expect.stringContaining("503");
  expect(watch.problems.splice(0)).toEqual([refused, refused]);
  isBroken = false;
  const asked = page.waitForRequest((request) => isMore(new URL(request.url())));
  await page.getByRole("button", { name: "Try again" }).click();
  await asked;
  await expect(row("Dan")).toContainText("Unread");
  await row("Dan").click();
  await expect(row("Dan")).not.toContainText("Unread");
  letGo();
  await expect(rows).toHaveCount(74);
  await expect(row("Dan")).not.toContainText("Unread");
  await page.unroute(isMore);
  await page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: /^Unread/ })
    .click();
  await expect(row("Ana")).toContainText("Unread");
  await row("Ana").click();
  await expect(row("Ana")).not.toContainText("Unread");
  // The view that was left is read anew, not shown as it was.
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "All" }).click();
  await expect(rows).toHaveCount(50);
  await expect(row("Ana")).not.toContainText("Unread");
});

test("a reply that reaches nobody says so and is not lost", async () => {
  await database.query("UPDATE visitor SET token_hash = NULL WHERE project_id = $1 AND name = 'Ana'", [
    project,
  ]);
  await page.goto(`/p/${project}/conversations/${ids[0]}`);
  await hydrated(page);
  const box = page.getByRole("textbox", { name: "Your reply" });
  await box.fill("Are you there?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "would reach nobody" })).toBeVisible();
  await expect(box).toHaveValue("Are you there?");
});

test("a long conversation begins at its end, also before any script runs", async ({ browser }) => {
  const conversation = ids[1] as string;
  await database.query(
    `INSERT INTO message (project_id, id, conversation_id, position, role, content, sent_at)
     SELECT $1, 'msg_' || lpad(n::text, 26, '0'), $2, n, 'user', 'Long question ' || n || repeat(' and more', 40), now()
     FROM generate_series(1, 30) n`,
    [project, conversation],
  );
  await database.query("UPDATE conversation SET user_message_count = 31 WHERE id = $1", [conversation]);
  const address = `${stack.baseUrl}/p/${project}/conversations/${conversation}`;
  const plain = await browser.newContext({
    storageState: await context.storageState(),
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  });
  const still = await plain.newPage();
  await still.goto(address);
  await expect(still.locator("#message-30, #message-20").getByText("Long question 30 and")).toBeInViewport();
  await expect(
    still.locator("#message-30, #message-20").getByText("Long question 20 and"),
  ).not.toBeInViewport();
  await plain.close();

  await page.goto(address);
  await hydrated(page);
  const last = transcript().getByText("Long question 30 and");
  await expect(last).toBeInViewport();
  await transcript().getByText("Long question 10 and").scrollIntoViewIfNeeded();
  await expect(last).not.toBeInViewport();
  await page.getByRole("button", { name: "To the end" }).click();
  await expect(last).toBeInViewport();
  await expect(page.getByRole("button", { name: "To the end" })).toBeHidden();
});

test("the keys of the inbox do nothing behind an open window", async () => {
  await page.getByRole("button", { name: "Open a ticket" }).click();
  const cancel = page.getByRole("dialog", { name: "Open a ticket" }).getByRole("button", { name: "Cancel" });
  await cancel.focus();
  await page.keyboard.press("u");
  await cancel.click();
  await expect(cancel).toBeHidden();
  await expect(row("Bea")).not.toContainText("Unread");
  // The same key works as soon as it is closed.
  await page.keyboard.press("u");
  await expect(row("Bea")).toContainText("Unread");
});

test("days of a filter are those of the reader's clock, in lists and their files", async () => {
  // Newfoundland is two and a half hours behind UTC in summer and three and a half in winter: this day has 23 hours.
  const day = "2026-03-08";
  const [first, last] = ["2026-03-08T03:30:00.000Z", "2026-03-09T02:29:59.999Z"];
  const moments = {
    "Day-before": new Date(Date.parse(first) - 1),
    "First-moment": new Date(first),
    "Last-moment": new Date(last),
    "Day-after": new Date(Date.parse(last) + 1),
  };
  for (const [name, at] of Object.entries(moments)) {
    const conversation = newId("conversation");
    await write(name, conversation, 0);
    await database.query("UPDATE conversation SET last_message_at = $2 WHERE id = $1", [conversation, at]);
    await database.query(
      "INSERT INTO lead (project_id, id, name, email, created_at) VALUES ($1, $2, $3, $4, $5)",
      [project, newId("lead"), name, "lead@example.com", at],
    );
    await database.query(
      "INSERT INTO ticket (project_id, id, subject, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
      [project, newId("ticket"), name, at],
    );
  }
  await database.query(`UPDATE "user" SET time_zone = 'America/St_Johns' WHERE email = $1`, [OWNER.email]);
  const wanted = ["Last-moment", "First-moment"];
  const inFile = async () => {
    const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
    const file = await page.request.get(href ?? "");
    expect(file.status()).toBe(200);
    const text = await file.text();
    return Object.keys(moments)
      .filter((name) => text.includes(name))
      .toSorted();
  };
  for (const [list, rows] of [
    ["conversations", page.locator("[data-conversation]")],
    ["leads", page.getByRole("table", { name: "Leads" }).locator("tbody tr")],
    ["tickets", page.getByRole("table", { name: "Tickets" }).locator("tbody tr")],
  ] as const) {
    await page.goto(`/p/${project}/${list}?from=${day}&to=${day}${list === "tickets" ? "&status=all" : ""}`);
    await hydrated(page);
    await expect(rows).toContainText(wanted);
    expect(await inFile(), list).toEqual(wanted.toSorted());
  }
  await page.goto(`/p/${project}/leads?view=board&from=${day}&to=${day}`);
  for (const name of Object.keys(moments)) {
    await expect(page.getByRole("link", { name, exact: true })).toHaveCount(wanted.includes(name) ? 1 : 0);
  }
  // The list that the browser itself reads, when a filter is taken off and put on.
  await page.goto(`/p/${project}/conversations`);
  await hydrated(page);
  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel("Last message from").fill(day);
  await page.getByLabel("Last message to").fill(day);
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("[data-conversation]")).toContainText(wanted);
  await database.query(`UPDATE "user" SET time_zone = NULL WHERE email = $1`, [OWNER.email]);
});

test("a visitor is deleted with everything of theirs", async () => {
  await page.goto(`/p/${project}/visitors?q=bea`);
  await page.getByRole("link", { name: "Bea" }).click();
  await page.waitForURL(/\/visitors\/vis_/);
  await hydrated(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download everything" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^visitor-vis_.*\.json$/);
  await page.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("1 conversation");
  await expect(question.getByRole("button", { name: "Delete for good" })).toBeDisabled();
  await question.getByLabel("Type delete to confirm").fill("delete");
  await question.getByRole("button", { name: "Delete for good" }).click();
  await page.waitForURL(/\/visitors$/);
  await expect(page.getByRole("link", { name: "Bea" })).toHaveCount(0);
  const { rows } = await database.query("SELECT 1 FROM message WHERE content LIKE 'Bea %'");
  expect(rows).toEqual([]);
  expectNoProblems(watch, stack);
});
