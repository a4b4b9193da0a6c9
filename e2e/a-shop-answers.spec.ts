// A shop's owner puts a chatbot on a website, a visitor gets answers and help there, and everything shows everywhere at once.
import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { type Block, type Inline, type Item, parseMarkdown } from "@/components/widget/markdown";
import { refusing, startModelServer, type TestModelServer, writing } from "@/lib/outbound/models/testing";
import { realFile } from "@/scripts/real-file";
import { type Stack, startStack } from "@/scripts/stack";
import { admin } from "./admin-command";
import { Assistant } from "./assistant";
import { choose } from "./consent-driver";
import { hydrated } from "./hydrated";
import { productsOf } from "./real-files";
import { expectNoProblems, type Watch, watchBrowser } from "./watch-browser";

test.describe.configure({ mode: "serial" });

const CATALOGUES = [realFile("products-apparel.csv"), realFile("products-home-and-garden.csv")];
const GUIDELINES = realFile("support-guidelines.json");
const OWNER = { email: "owner@example.com", password: "a long enough password" };
const PROJECT = "Harbour Goods";
const VISITOR = { name: "Ines Duarte", email: "ines@example.com" };

/** Questions whose answers are in the files, the source that has each, words of the answer there, and a model's words. */
const QUESTIONS = [
  {
    asked: "How much is the yellow wool jumper?",
    source: "Yellow Wool Jumper",
    quoted: "$80.00",
    written: "The jumper is **80 dollars**.",
  },
  {
    asked: "Is the black beanbag in stock?",
    source: "Black Beanbag",
    quoted: "in stock",
    written: "Yes, the beanbag is there.",
  },
  {
    asked: "I forgot my password, how can I get a new one?",
    source: "Account Access: Recover Password",
    quoted: "password",
    written: "We make you a new password.",
  },
  {
    asked: "Can I upgrade to overnight shipping?",
    source: "Order Issue: Manage Upgrade",
    quoted: "overnight shipping",
    written: "Yes, we upgrade it for you.",
  },
  {
    asked: "My promo code is invalid",
    source: "Purchase Dispute: Promo Code Invalid",
    quoted: "code",
    written: "Promo codes last a while.",
  },
] as const;
/** Nothing in the files answers it. */
const UNANSWERABLE = "Do you repair bicycles?";

let stack: Stack;
let models: TestModelServer;
let shop: http.Server;
let shopUrl: string;
/** What the owner copied into the shop's page. */
let pasted = { code: "", policy: "" };
/** Reports of the shop's content policy. */
const broken: string[] = [];

let owner: BrowserContext;
let page: Page;
let ownerWatch: Watch;
let visitor: BrowserContext;
let shopPage: Page;
let visitorWatch: Watch;
let assistant: Assistant | undefined;
let organisation: string;
let project: string;
let chatbot: string;
let conversation: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  models = await startModelServer();
  shop = http.createServer(answerAsShop);
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  stack = await startStack({
    env: { OUTBOUND_ALLOWED_HOSTS: new URL(models.url).host },
  });
  ({ id: organisation } = await admin<{ id: string }>(
    stack,
    ...["organisation", "create", "--name", "Harbour", "--plan", "business"],
    ...["--owner-email", OWNER.email, "--owner-password", OWNER.password],
  ));
  owner = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1440, height: 900 } });
  await owner.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stack.baseUrl });
  ownerWatch = await watchBrowser(owner, stack.baseUrl);
  page = await owner.newPage();
  visitor = await browser.newContext({ locale: "en-US" });
  visitorWatch = await watchBrowser(visitor, stack.baseUrl);
  shopPage = await visitor.newPage();
});

test.afterAll(async () => {
  await assistant?.stop();
  await owner?.close();
  await visitor?.close();
  await stack?.stop();
  await models?.close();
  shop?.closeAllConnections();
  shop?.close();
});

/** A shop whose policy allows nothing but what the dashboard says the chat needs. */
function answerAsShop(request: http.IncomingMessage, response: http.ServerResponse) {
  if (request.url === "/csp") {
    request.on("data", (chunk) => broken.push(String(chunk)));
    return response.writeHead(204).end();
  }
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader(
    "content-security-policy",
    `default-src 'none'; ${pasted.policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none';
     require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp`.replace(/\s+/g, " "),
  );
  response.end(`<!doctype html><html lang="en"><head><title>Harbour Goods</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Harbour Goods</h1>${"<br>".repeat(200)}${pasted.code}</body></html>`);
}

const shown = (name: string | RegExp) => hydrated(page, page.getByRole("heading", { level: 1, name }));
const nav = (name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });

/** The figure under a label. */
const figure = (label: string, within: Page | Locator = page): Locator =>
  within.locator("dt").getByText(label, { exact: true }).locator("xpath=following-sibling::dd[1]");

/** Steps of the guide on the overview that are checked off. */
async function expectSteps(done: number) {
  await page.goto(`/p/${project}`);
  await shown("Overview");
  await expect(page.getByText(`${done} of 5 steps done.`)).toBeVisible();
}

async function sendCatalogue(file: string) {
  await page.goto(`/p/${project}/import`);
  await shown("Import");
  await page.getByLabel("File to import").setInputFiles(file);
  await expect(page.getByLabel("What the file holds")).toHaveValue("products");
  await page.getByRole("button", { name: "Import products" }).click();
  await page.waitForURL(/\/import\/imp_\w+$/);
  await expect(page.getByText("Done. Everything in the file was taken.")).toBeVisible();
}

async function copied(button: string): Promise<string> {
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.getByText("Copied", { exact: true }).first()).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

const chat = () => shopPage.getByRole("dialog");
const said = () => chat().getByRole("log").locator("li.message.chatbot");

/** Writes in the chat; answers with the reply once it is whole. */
async function ask(text: string): Promise<Locator> {
  const before = await said().count();
  const box = chat().getByRole("textbox", { name: "Type your message" });
  await box.fill(text);
  await box.press("Enter");
  await expect(said()).toHaveCount(before + 1);
  return said().last();
}

/** Names of the sources under a reply. */
const sourcesOf = (reply: Locator) =>
  reply.getByRole("list", { name: "Sources" }).getByRole("listitem").locator("span[dir=auto]");

test("a new project learns both catalogues and the guidelines, and gets instructions", async () => {
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/projects\/new$/);
  await hydrated(page);
  await page.getByLabel("Name").fill(PROJECT);
  await page.getByRole("button", { name: "Create project" }).click();
  await shown("Overview");
  project = new URL(page.url()).pathname.match(/^\/p\/(prj_\w+)/)?.[1] ?? "";
  await expectSteps(1);

  for (const file of CATALOGUES) await sendCatalogue(file);
  await page.goto(`/p/${project}/knowledge`);
  await shown("Knowledge");
  await page.getByRole("button", { name: "Add knowledge" }).click();
  const dialog = page.getByRole("dialog", { name: "Add knowledge" });
  await dialog.getByRole("tab", { name: "Guidelines" }).click();
  await dialog.getByLabel("File").setInputFiles(GUIDELINES);
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(figure("Rejected", dialog)).toHaveText("0");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expectSteps(2);

  await nav("Chatbots").click();
  await shown("Chatbots");
  await page.getByRole("table", { name: "Chatbots" }).getByRole("link").first().click();
  await page.waitForURL(/\/chatbots\/bot_/);
  await hydrated(page);
  chatbot = new URL(page.url()).pathname.match(/\/chatbots\/(bot_\w+)/)?.[1] ?? "";
  await page.getByLabel("Instructions", { exact: true }).fill("Help customers of Harbour Goods. Be brief.");
  await page.getByRole("button", { name: "Save instructions" }).click();
  await expect(page.getByText("It takes effect at once.", { exact: false })).toBeVisible();
  // It learns by itself what came in.
  await page.goto(`/p/${project}/knowledge`);
  const learned = page.locator("[aria-label='What chatbots know']");
  await expect(learned.getByText("Up to date")).toBeVisible({ timeout: 45_000 });
  const products = CATALOGUES.flatMap(productsOf).length;
  await expect(figure("Products", learned)).toHaveText(String(products));
  await expectSteps(3);
});

test("its code, pasted into a page of another website, shows the chat once that website is allowed", async () => {
  await page.goto(`/p/${project}/chatbots/${chatbot}/embed`);
  await expect(page.getByText("No website may show it yet")).toBeVisible();
  await hydrated(page);
  pasted = { code: await copied("Copy embed code"), policy: await copied("Copy policy entries") };
  expect(pasted.code).toContain(`data-chatbot="${chatbot}"`);
  expect(pasted.policy.split(";")).toHaveLength(2);

  await shopPage.goto(shopUrl);
  await expect
    .poll(() => visitorWatch.problems.join("\n"))
    .toContain("Caramel: this website may not show the chat.");
  await expect(shopPage.locator("caramel-chat")).toHaveCount(0);
  visitorWatch.problems.length = 0;

  await page.goto(`/p/${project}/chatbots/${chatbot}/website`);
  await hydrated(page);
  await page.getByLabel("Add a website").fill(shopUrl);
  await page.getByRole("button", { name: "Add", exact: true }).first().click();
  await page.getByRole("button", { name: "Save websites" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await shopPage.reload();
  await shopPage.getByRole("button", { name: "Open chat" }).click();
  await expect(chat()).toBeVisible();
  await expectSteps(4);
  await page.goto(`/p/${project}/chatbots/${chatbot}/embed`);
  await expect(page.getByText(`Seen on ${shopUrl}`)).toBeVisible();
});

test("five questions, answered with what the files say; the inbox shows them while they come", async () => {
  await page.goto(`/p/${project}/conversations`);
  await shown("Conversations");
  for (const { asked, source, quoted } of QUESTIONS) {
    const reply = await ask(asked);
    await expect(reply).toContainText(quoted, { ignoreCase: true });
    await expect(sourcesOf(reply).first()).toHaveText(source);
    // A document is quoted, a product described.
    await expect(reply.locator("blockquote")).toHaveCount(source.includes(": ") ? 1 : 0);
  }
  const row = page.getByRole("list", { name: "List of conversations" }).getByRole("link");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Unread");
  expect(broken).toEqual([]);
});

test("the same with a model of one's own; when it fails the visitor is told politely and asked for an address", async () => {
  await page.goto(`/o/${organisation}/model-providers`);
  await shown("AI models");
  await page.getByRole("button", { name: "Set up OpenAI-compatible" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("API key").fill("sk-harbour-test");
  await dialog.getByLabel("Address").fill(models.url);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await page.goto(`/p/${project}/chatbots/${chatbot}`);
  await hydrated(page);
  await page.getByLabel("Model", { exact: true }).selectOption({ label: "Another model…" });
  await page.getByLabel("Name of the model").fill("openai-compatible/harbour-1");
  await page.getByRole("button", { name: "Save model" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  for (const { asked, source, written } of QUESTIONS) {
    // Names the source by the number it has in the prompt, as models are told to.
    models.respond = (request, response) => {
      const system = request.body.messages.find(({ role }) => role === "system")?.content ?? "";
      const numbers = [...system.matchAll(/^\[(\d+)\]\n<source-[^>]+>\n(.+)$/gm)];
      const number = numbers.find(([, , title]) => title === source)?.[1];
      return writing(number ? `${written} [${number}]` : "The source is not among those I was shown.")(
        request,
        response,
      );
    };
    const reply = await ask(asked);
    await expect(reply).toContainText(written.replaceAll("*", ""));
    await expect(sourcesOf(reply)).toHaveText([source]);
  }
  const { headers, body } = models.requests.at(-1) ?? {};
  expect(headers?.authorization).toBe("Bearer sk-harbour-test");
  expect(body?.model).toBe("harbour-1");
  expect(body?.messages.find(({ role }) => role === "system")?.content).toContain("Be brief.");

  models.respond = refusing(503, "overloaded: node 7 of cluster harbour");
  const reply = await ask(UNANSWERABLE);
  await expect(reply).toContainText("I can't answer right now");
  await expect(reply).not.toContainText("cluster");
});

test("the visitor leaves contact details and asks a person", async () => {
  const form = chat().getByRole("region", { name: "Leave your details and we will get back to you." });
  await form.getByLabel("Name").fill(VISITOR.name);
  await form.getByLabel("E-mail").fill(VISITOR.email);
  await form.getByRole("checkbox").check();
  await form.getByRole("button", { name: "Send" }).click();
  await expect(chat().getByText("Thank you, we have your details.")).toBeVisible();
  await chat().getByRole("button", { name: "Ask a person" }).click();
  await chat().getByLabel("Subject").fill("A bicycle");
  await chat().getByLabel("What it is about").fill("Could somebody look at my bicycle?");
  await chat().getByRole("button", { name: "Send" }).click();
  await expect(chat().getByText("Could somebody look at my bicycle?")).toBeVisible();
  await chat().getByRole("button", { name: "Back" }).click();
});

test("the owner finds it in the inbox, takes over, and answers the ticket; both reach the visitor", async () => {
  await page.goto(`/p/${project}/conversations`);
  await shown("Conversations");
  await page
    .getByRole("list", { name: "List of conversations" })
    .getByRole("link", { name: VISITOR.name })
    .click();
  await page.waitForURL(/\/conversations\/cnv_/);
  conversation = new URL(page.url()).pathname.match(/\/conversations\/(cnv_\w+)/)?.[1] ?? "";
  const transcript = page.getByRole("region", { name: "Transcript" });
  await expect(transcript.locator("li[data-role=user]")).toHaveCount(11);
  // What the visitor was spared, the team can read.
  await expect(transcript.locator("li[data-role=agent]").last()).toContainText("The model provider failed.");
  await page.getByRole("textbox", { name: "Your reply" }).fill("Hello Ines, this is Olive. We do.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(chat().getByText("Hello Ines, this is Olive. We do.")).toBeVisible();
  await expect(chat()).toContainText("is here");
  await expect(page.getByRole("button", { name: "Hand back to the chatbot" })).toBeVisible();
  const box = chat().getByRole("textbox", { name: "Type your message" });
  await box.fill("How nice!");
  await box.press("Enter");
  await expect(transcript.getByText("How nice!")).toBeVisible();

  await nav("Tickets").click();
  await shown("Tickets");
  await page.getByRole("link", { name: "A bicycle" }).click();
  await shown("A bicycle");
  await page.getByLabel("Your text").fill("Bring it on Monday.");
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(page.getByText("Reply sent", { exact: true })).toBeVisible();
  await expect(chat().getByRole("log").getByText("Bring it on Monday.")).toBeVisible();
  await chat().getByRole("button", { name: "Answer to your request" }).click();
  await expect(chat().getByRole("listitem").filter({ hasText: "Bring it on Monday." })).toBeVisible();
});

/** What a tool of the connected assistant answers. */
async function call<Answer>(name: string, args: Record<string, unknown> = {}): Promise<Answer> {
  const answer = await (assistant as Assistant).client.callTool({ name, arguments: args });
  expect(answer.isError, JSON.stringify(answer.content)).toBeFalsy();
  return answer.structuredContent as Answer;
}

test("a connected assistant reads the same conversation, lead, ticket and figures as the dashboard shows", async () => {
  assistant = await Assistant.start("Desk Assistant", `${stack.baseUrl}/mcp`);
  await page.goto(await assistant.ask());
  await shown("Connect Desk Assistant?");
  await choose(page, { project: PROJECT, access: "readonly" });
  await page.getByRole("button", { name: "Allow" }).click();
  await assistant.finish(await assistant.answer());

  await page.goto(`/p/${project}/conversations/${conversation}`);
  const bubbles = page.getByRole("region", { name: "Transcript" }).locator("li[data-role]");
  // Ten answers, a failure, and what the owner wrote in two places; eleven questions, the ticket's text, and a thank-you.
  await expect(bubbles.last()).toContainText("Bring it on Monday.");
  const inDashboard = await bubbles.evaluateAll((all) =>
    all.map((message) => {
      const bubble = message.querySelector("div[dir=auto]")?.cloneNode(true) as HTMLElement;
      // Said to screen readers alone.
      for (const hint of bubble.querySelectorAll(".sr-only")) hint.remove();
      return { role: (message as HTMLElement).dataset.role, content: bubble.textContent?.replace(/\s/g, "") };
    }),
  );
  const read = await call<{ messages: { role: string; content: string }[]; visitor: unknown }>(
    "get_conversation",
    { conversation_id: conversation },
  );
  const plain = (text: string) => text.replace(/^<customer_text>(.*)<\/customer_text>$/s, "$1");
  // The dashboard shows Markdown as what it stands for.
  const words = (text: string) => parseMarkdown(text).map(wordsOf).join("").replace(/\s/g, "");
  expect(read.messages.map(({ role, content }) => ({ role, content: words(plain(content)) }))).toEqual(
    inDashboard,
  );
  expect(JSON.stringify(read.visitor)).toContain(VISITOR.email);

  const { items: leads } = await call<{ items: { name: string; email: string; stage: string }[] }>(
    "list_leads",
  );
  expect(leads).toHaveLength(1);
  expect(JSON.stringify(leads)).toContain(VISITOR.email);
  const funnel = await call<{ total: number; by_stage: { stage: string; leads: number }[] }>(
    "get_lead_funnel",
  );
  await page.goto(`/p/${project}/leads?view=board`);
  await shown("Leads");
  const board = page.getByRole("region", { name: "Leads by stage" });
  await expect(board.getByRole("link", { name: VISITOR.name })).toBeVisible();
  for (const { stage, leads: count } of funnel.by_stage) {
    const column = board.getByRole("heading", { level: 2, name: new RegExp(`^${stage}`, "i") });
    await expect(column).toContainText(String(count));
  }

  const { items: tickets } = await call<{ items: { id: string; status: string }[] }>("list_tickets");
  await page.goto(`/p/${project}/tickets?status=all`);
  await expect(page.getByRole("table", { name: "Tickets" }).locator("tbody tr")).toHaveCount(tickets.length);
  const ticket = await call<{ thread: { kind: string; body: string }[]; conversation: { id: string } }>(
    "get_ticket",
    { ticket_id: tickets[0]?.id },
  );
  expect(ticket.conversation.id).toBe(conversation);
  expect(ticket.thread.map(({ kind, body }) => `${kind}: ${plain(body)}`)).toEqual([
    "message: Could somebody look at my bicycle?",
    "reply: Bring it on Monday.",
  ]);

  const overview = await call<{ totals: Record<string, number> }>("get_dashboard_overview");
  // The last step was the assistant: the guide has gone.
  await page.goto(`/p/${project}`);
  await shown("Overview");
  await expect(page.getByText("steps done.", { exact: false })).toHaveCount(0);
  const figures = page.getByRole("region", { name: "Figures" });
  for (const name of ["Conversations", "Messages", "Products", "Chatbots"]) {
    await expect(figure(name, figures)).toHaveText(String(overview.totals[name.toLowerCase()]));
  }
  expect(overview.totals).toMatchObject({
    conversations: 1,
    messages: inDashboard.length,
    leads: 1,
    tickets: 1,
  });
  const { totals } = await call<{ totals: Record<string, number> }>("get_analytics");
  await page.goto(`/p/${project}/analytics`);
  await shown("Analytics");
  await expect(figure("Conversations", figures)).toHaveText(String(totals.conversations));
  await expect(figure("Messages", figures)).toHaveText(
    String((totals.user_messages ?? 0) + (totals.agent_messages ?? 0)),
  );
  await expect(figure("Leads", figures)).toHaveText(String(totals.leads));
  await expect(figure("Tickets", figures)).toHaveText(String(totals.tickets));
  await expect(figure("Response rate", figures)).toHaveText(
    `${Math.round((totals.response_rate ?? 0) * 100)}%`,
  );
  expect(totals).toMatchObject({ conversations: 1, leads: 1, tickets: 1, response_rate: 1 });
});

test("another visitor's token reads nothing of it, and another website is refused", async () => {
  const post = (action: string, body: object, origin = shopUrl, token?: string) =>
    fetch(`${stack.baseUrl}/api/widget/${chatbot}/${action}`, {
      method: "POST",
      headers: {
        origin,
        "content-type": "application/json",
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const { visitor_token: token } = await (await post("session", {})).json();
  await (await post("messages", { message_id: randomUUID(), text: "Hello" }, shopUrl, token)).text();
  const { items } = await call<{ items: { id: string }[] }>("list_tickets");
  const answers = await Promise.all([
    post("session", {}, shopUrl, token),
    post("history", { before: 100 }, shopUrl, token),
    post(`tickets/${items[0]?.id}/messages`, { message: "Mine?" }, shopUrl, token),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(JSON.parse(texts[0] ?? "")).toMatchObject({ tickets: [], is_known: false });
  for (const text of texts) expect(text).not.toMatch(/bicycle|jumper|Ines/);
  const refused = await post("session", {}, "https://elsewhere.example", token);
  expect([refused.status, (await refused.json()).reason]).toEqual([403, "origin_not_allowed"]);
});

test("sales rules greet a visitor once, and their page counts it", async ({ browser }) => {
  const path = `/p/${project}/chatbots/${chatbot}/sales-rules`;
  const rules = [
    { name: "Readers", trigger: "Scrolled down the page", percent: "60", message: "Still looking?" },
    { name: "Leavers", trigger: "About to leave", percent: null, message: "Wait, here is a code." },
  ];
  await page.goto(path);
  await hydrated(page);
  for (const { name, trigger, percent, message } of rules) {
    await page.getByRole("button", { name: "New rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("When").selectOption({ label: trigger });
    if (percent) await dialog.getByLabel("Percent of the page").fill(percent);
    await dialog.getByLabel("Message", { exact: true }).fill(message);
    const isListed = whenClosed(dialog, message);
    await dialog.getByRole("button", { name: "Create rule" }).click();
    expect(await isListed).toBe(true);
  }
  const counts = page.getByText(/^Shown \d+ times?$/);
  await expect(counts).toHaveText(["Shown 0 times", "Shown 0 times"]);

  const context = await browser.newContext({ locale: "en-US" });
  const watch = await watchBrowser(context, stack.baseUrl);
  const theirs = await context.newPage();
  const beside = theirs.locator("caramel-chat .beside");
  await theirs.goto(shopUrl);
  await expect(theirs.getByRole("button", { name: "Open chat" })).toBeVisible();
  await theirs.mouse.move(300, 300);
  await theirs.mouse.wheel(0, 20_000);
  await expect(beside).toHaveText(/Still looking\?/);
  await beside.getByRole("button", { name: "Dismiss" }).click();
  await theirs.mouse.move(300, 20);
  await theirs.mouse.move(300, -5);
  await expect(beside).toHaveText(/Wait, here is a code\./);
  const session = theirs.waitForResponse((response) => response.url().endsWith("/session"));
  await theirs.reload();
  // The server itself tells this visitor of no rule any more.
  expect((await (await session).json()).rules).toEqual([]);
  await page.reload();
  await expect(counts).toHaveText(["Shown 1 time", "Shown 1 time"]);

  await hydrated(page);
  await page.getByRole("button", { name: "Delete Leavers" }).click();
  const question = page.getByRole("alertdialog");
  const isLeft = whenClosed(question, "Wait, here is a code.");
  await question.getByRole("button", { name: "Delete rule" }).click();
  expect(await isLeft).toBe(false);
  expectNoProblems(watch, stack);
  await context.close();
});

test("nothing went wrong in either browser meanwhile", () => {
  expect(broken).toEqual([]);
  expectNoProblems(visitorWatch, stack);
  expect(visitorWatch.foreign).toEqual([]);
  expectNoProblems(ownerWatch, stack);
});

/**
 * Whether the page says something in the very moment a window closes. Were it later, the page would change under the hand
 * of a person who goes on at once.
 */
function whenClosed(dialog: Locator, text: string): Promise<boolean> {
  return dialog.evaluate(
    (element, wanted) =>
      new Promise<boolean>((resolve) => {
        const watch = new MutationObserver(() => {
          if (element.isConnected) return;
          watch.disconnect();
          resolve(document.querySelector("main")?.textContent.includes(wanted) ?? false);
        });
        watch.observe(document.body, { childList: true });
      }),
    text,
  );
}

/** What a part of a message says, without its marks. */
function wordsOf(part: Block | Item | Inline): string {
  if ("text" in part) return part.text;
  if ("items" in part) return part.items.map(wordsOf).join("");
  return "children" in part ? part.children.map(wordsOf).join("") : "";
}
