import http from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import pg from "pg";
import { embedCode } from "@/components/chatbots/embed-code";
import { type Block, renderLetter } from "@/lib/mail/letter";
import { type Stack, startStack } from "@/scripts/stack";
import { Assistant } from "./assistant";
import { XSS_PAYLOADS } from "./corpus/xss";
import { DOCUMENT_FILES, DOCUMENT_WORDS, PRODUCT_FILES, PRODUCT_WORDS, WHOLE_HANDLE } from "./hostile-files";
import { ALL_TEXTS, fillHostileRows, type HostileRows, ROWS, TEXTS } from "./hostile-rows";
import { hydrated } from "./hydrated";
import { expectHarmless, type MarkedWatch, watchMarked } from "./marked-browser";
import { PASSWORD, seedTenant, type Tenant } from "./tenants";
import { CHATBOT, startWidgetServer } from "./widget-server";

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
  stack = await startStack();
  db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  tenant = await seedTenant(db, { projects: 2 });
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
    `/leads?view=board&lead=${rows.lead}`,
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

test("the chat, as what anybody says, its sources, labels, requests and rules, on a page that allows everything", async ({
  browser,
}) => {
  const server = await startWidgetServer();
  const shop = http.createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${embedCode(server.url, CHATBOT)}`);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const open = await browser.newContext();
  try {
    const noticed = await watchMarked(open, server.url);
    const chat = await open.newPage();
    const [name = "", input = "", thinking = "", submit = "", consent = "", ...others] = TEXTS;
    server.settings.look = {
      ...server.settings.look,
      name,
      input_placeholder: input,
      thinking_label: thinking,
      submit_label: submit,
      welcome_message: ALL_TEXTS,
    };
    server.settings.consent_text = consent;
    server.settings.language = null;
    server.rules = others.slice(0, 5).map((message, index) => ({
      id: `rul_${String(index).padStart(26, "0")}`,
      trigger: "time_on_page",
      page_part: message,
      threshold: 0,
      message,
    }));
    // What they say arrives while the page is open; the reply comes word by word.
    server.answer = () => ({
      kind: "text",
      text: ROWS.slice(0, 15)
        .map((row) => row.join("\n\n"))
        .join("\n\n"),
      paceMs: 0,
      asksContact: true,
    });
    await chat.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
    await chat.locator("caramel-chat .launcher").click();
    const panel = chat.getByRole("dialog");
    const log = panel.getByRole("log");
    await expect(log).toContainText(TEXTS[0] as string);
    await panel.getByRole("textbox").first().fill(TEXTS.slice(0, 30).join(" "));
    await panel.getByRole("textbox").first().press("Enter");
    await expect(log).toContainText(TEXTS[29] as string);
    await expectHarmless(chat, noticed);
    for (const visitor of server.visitors.values()) {
      for (const [index, text] of TEXTS.entries()) {
        const position = visitor.messages.length;
        const message = {
          id: `msg_${String(10_000 + index).padStart(26, "0")}`,
          position,
          from: (["visitor", "chatbot", "person"] as const)[index % 3] ?? "chatbot",
          name: index % 3 === 2 ? text : null,
          text,
          at: new Date().toJSON(),
          sources: [
            { kind: "document" as const, title: text, url: text, locator: text },
            { kind: "product" as const, title: text, url: `https://shop.example/${text}`, locator: "" },
          ],
          ticket_id: null,
        };
        visitor.messages.push(message);
        for (const listener of visitor.listeners) listener({ event: "message", data: message });
      }
      const tickets = ROWS.map((row, index) => ({
        id: `tkt_${String(index).padStart(26, "0")}`,
        subject: row[0],
        status: "new" as const,
        created_at: new Date().toJSON(),
        thread: row.map((text) => ({
          from: "person" as const,
          name: text,
          text,
          at: new Date().toJSON(),
        })),
      }));
      visitor.tickets = tickets;
      for (const listener of visitor.listeners) listener({ event: "tickets", data: tickets });
    }
    // Some hundred messages in one moment, more than a busy machine draws within the usual patience.
    await expect(log).toContainText(TEXTS.at(-1) as string, { timeout: 60_000 });
    await expectHarmless(chat, noticed);
    // The same again, as the chat finds it when it is opened anew.
    await chat.reload();
    await expect(log).toContainText(TEXTS.at(-1) as string);
    await expectHarmless(chat, noticed);
  } finally {
    await open.close();
    await server.close();
    shop.closeAllConnections();
    shop.close();
  }
});

test("letters", async ({ browser }) => {
  const open = await browser.newContext();
  const noticed = await watchMarked(open, stack.baseUrl);
  const letter = await open.newPage();
  const blocks = TEXTS.flatMap((text): Block[] => [
    { kind: "text", text },
    { kind: "quote", text },
    { kind: "note", text },
    { kind: "link", label: text, url: `https://shop.example/?q=${text}` },
  ]);
  for (const subject of [TEXTS[0], TEXTS[9]]) {
    await letter.setContent(renderLetter({ subject: subject as string, blocks }).html);
    await expect(letter.locator("body")).toContainText(TEXTS[0] as string);
    await expectHarmless(letter, noticed);
  }
  await open.close();
});

test("tables as CSV begin no cell as a formula", async () => {
  const folder = { p: `/api/projects/${project}/`, o: `/api/organisations/${tenant.organisationId}/` };
  let cells = 0;
  for (const file of [
    ...["conversations", "leads", "tickets", "visitors", "products", "knowledge/sources", "imports"].map(
      (name) => `${folder.p}${name}.csv`,
    ),
    ...["calls", "audit", "api-keys", "members"].map((name) => `${folder.o}${name}.csv`),
  ]) {
    const answer = await page.request.get(file);
    expect(answer.status(), file).toBe(200);
    expect(answer.headers()["content-type"]).toContain("text/csv");
    expect(answer.headers()["content-disposition"]).toContain("attachment");
    expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
    const table: string[][] = parse(await answer.body(), { relax_column_count: false });
    for (const cell of table.flat()) {
      cells += 1;
      expect(cell, file).not.toMatch(/^[=+\-@\t\r\n]/);
    }
  }
  expect(cells).toBeGreaterThan(1_000);
});

test("the names and addresses of clients on the consent screen", async () => {
  const assistant = await Assistant.start("Client", `${stack.baseUrl}/mcp`);
  try {
    await page.goto(await assistant.ask());
    await expect(page.getByRole("button", { name: "Allow", exact: true })).toBeVisible();
    const { href } = new URL(page.url());
    const last = TEXTS.at(-1) as string;
    for (let from = 0; from < TEXTS.length; from += 25) {
      // As if its name had never been cleaned.
      await db.query(
        `UPDATE oauth_client SET name = $1,
                metadata = metadata || jsonb_build_object('client_name', $1::text, 'client_uri', $1::text)`,
        [TEXTS.slice(from, from + 25).join(" ")],
      );
      await page.goto(href, { waitUntil: "domcontentloaded" });
      await expect(page.getByRole("button", { name: "Allow", exact: true })).toBeVisible();
    }
    await expect(page.locator("body")).toContainText(last);
    await hydrated(page);
    await expectHarmless(page, watch);
  } finally {
    await assistant.stop();
  }
});

test("documents that are uploaded, and the conversation of a visitor of the real chat", async () => {
  // What a page shows as text, and then the markup itself.
  const shown = TEXTS.map((text) => `<p>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`);
  const html = `<!doctype html><html><head><title>Help</title></head><body><h1>Help</h1>${shown.join("")}${TEXTS.slice(31, 33).join("")}</body></html>`;
  const markdown = `# Help\n\n${ALL_TEXTS.replace(/[\f\u00ad]/g, "")}`;
  for (const [name, body] of [
    ["<img src=x onerror=__ran(1)>.html", html],
    ["../../'\"><script>__ran(1)</script>.md", markdown],
  ] as const) {
    const answer = await page.request.post(
      `/api/projects/${project}/knowledge?file_name=${encodeURIComponent(name)}`,
      { data: Buffer.from(body), headers: { origin: stack.baseUrl } },
    );
    expect(answer.status(), await answer.text()).toBe(201);
    const { id } = await answer.json();
    await inProject(`/knowledge/${id}`);
  }
  const bot = `${stack.baseUrl}/api/widget/${tenant.projects[0].chatbotId}`;
  const ask = (path: string, body: object, token?: string) =>
    fetch(`${bot}/${path}`, {
      method: "POST",
      headers: {
        origin: "https://shop.example",
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const { visitor_token: token } = await (await ask("session", {})).json();
  const said = [
    ...ROWS.map((row) => row.join("\n"))
      .join("\n\n")
      .replace(/\f/g, "")
      .matchAll(/.{1,3900}/gs),
  ];
  for (const [text] of said) {
    const answer = await ask(
      "messages",
      { message_id: crypto.randomUUID(), text: text.toWellFormed() },
      token,
    );
    expect(answer.status).toBe(200);
    await answer.text();
  }
  const lead = await ask("leads", { name: TEXTS[32], email: "eve@example.com", consent: true }, token);
  expect(lead.status, await lead.text()).toBe(200);
  const subject = TEXTS[33] as string;
  const ticket = await ask("tickets", { subject, message: said[0]?.[0], email: "eve@example.com" }, token);
  expect(ticket.status).toBe(201);
  const { id } = await ticket.json();
  const found = await db.query("SELECT conversation_id FROM ticket WHERE id = $1", [id]);
  await inProject(`/conversations/${found.rows[0].conversation_id}`);
  await expect(page.locator("body")).toContainText(TEXTS[0] as string);
  await expectHarmless(page, watch);
  await inProject(`/tickets/${id}`);
  await inProject("/leads");
  // A shop's page whose chatbot bears such names.
  await page.goto(`/demo/${tenant.projects[0].chatbotId}`);
  await page.locator("caramel-chat .launcher").click();
  await expect(page.getByRole("log")).toContainText(TEXTS[0] as string);
  await expectHarmless(page, watch);
});

test("files of products", async () => {
  const shop = tenant.projects[1] as Tenant["projects"][number];
  for (const { name, body, addresses } of PRODUCT_FILES) {
    await db.query("DELETE FROM product WHERE project_id = $1", [shop.id]);
    const address = `/api/projects/${shop.id}/imports?kind=products&file_name=${encodeURIComponent(name)}`;
    const answer = await page.request.post(address, {
      data: Buffer.from(body),
      headers: { origin: stack.baseUrl },
    });
    expect(answer.status(), await answer.text()).toBe(202);
    const { id } = await answer.json();
    const run = async () =>
      (await db.query("SELECT status, error, created, rejected FROM import_run WHERE id = $1", [id])).rows[0];
    await expect.poll(async () => (await run()).status, { timeout: 30_000 }).toMatch(/succeeded|failed/);
    const { status, error, created, rejected } = await run();
    expect([status, error]).toEqual(["succeeded", null]);
    // The texts are taken as they are; of the addresses only those that are of the web.
    expect(created).toBeGreaterThan(ROWS.length);
    expect(rejected).toBeGreaterThan(addresses - 10);
    expect(created + rejected).toBe(ROWS.length + 1 + addresses);
    const { rows: kept } = await db.query(
      `SELECT url FROM product WHERE project_id = $1 UNION ALL SELECT image_url FROM product WHERE project_id = $1
       UNION ALL SELECT image_url FROM product_variant WHERE project_id = $1
       UNION ALL SELECT url FROM product_image WHERE project_id = $1`,
      [shop.id],
    );
    const urls = kept.flatMap(({ url }) => (url === null ? [] : [String(url)]));
    expect(urls.filter((url) => !/^https?:\/\/[^/]/.test(url))).toEqual([]);
    await look(`/p/${shop.id}/import/${id}`);
    await look(`/p/${shop.id}/products`);
    await expect(page.getByRole("link", { name: PRODUCT_WORDS }).first()).toBeVisible();
    const whole = await db.query("SELECT id FROM product WHERE project_id = $1 AND handle = $2", [
      shop.id,
      WHOLE_HANDLE,
    ]);
    await look(`/p/${shop.id}/products/${whole.rows[0].id}`);
    await expect(page.locator("body")).toContainText(TEXTS[100] as string);
  }
});

test("documents of Word and PDF, what a chatbot learns of all that, and what it answers with it", async () => {
  const shop = tenant.projects[1] as Tenant["projects"][number];
  for (const [name, body] of DOCUMENT_FILES) {
    const answer = await page.request.post(
      `/api/projects/${shop.id}/knowledge?file_name=${encodeURIComponent(name)}`,
      { data: body, headers: { origin: stack.baseUrl } },
    );
    expect(answer.status(), await answer.text()).toBe(201);
    await look(`/p/${shop.id}/knowledge/${(await answer.json()).id}`);
    await expect(page.locator("body")).toContainText(DOCUMENT_WORDS);
  }
  await look(`/p/${shop.id}/knowledge`);
  const retrain = page.getByRole("button", { name: /^Retrain / });
  await retrain.click();
  // It may be one that began by itself a moment ago; what counts is that it knows the last document.
  await expect
    .poll(
      async () =>
        (
          await db.query(
            `SELECT status::text FROM training WHERE project_id = $1
                AND created_at > (SELECT max(created_at) FROM knowledge_source WHERE project_id = $1)
              ORDER BY created_at LIMIT 1`,
            [shop.id],
          )
        ).rows[0]?.status,
      { timeout: 60_000 },
    )
    .toBe("succeeded");
  await expectHarmless(page, watch);
  await db.query("UPDATE chatbot SET is_enabled = true WHERE id = $1", [shop.chatbotId]);
  await page.goto(`/demo/${shop.chatbotId}`);
  await page.locator("caramel-chat .launcher").click();
  const log = page.getByRole("log");
  for (const [question, quoted] of [
    [`Do you have a ${PRODUCT_WORDS}?`, PRODUCT_WORDS],
    [`What does the ${DOCUMENT_WORDS.slice(4)} say?`, DOCUMENT_WORDS],
  ] as const) {
    const box = page.getByRole("dialog").getByRole("textbox").first();
    await box.fill(question);
    await box.press("Enter");
    await expect(log.locator(".message.chatbot").last()).toContainText(quoted);
    await expectHarmless(page, watch);
  }
  const { rows: answers } = await db.query(
    "SELECT conversation_id, sources FROM message WHERE project_id = $1 AND author_kind = 'chatbot' ORDER BY sent_at DESC LIMIT 2",
    [shop.id],
  );
  expect(answers.map(({ sources }) => sources.length > 0)).toEqual([true, true]);
  await look(`/p/${shop.id}/conversations/${answers[0].conversation_id}`);
});
