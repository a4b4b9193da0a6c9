// The chat on a page of another origin that forbids whatever it can: strict content policy, Trusted Types, hostile styles.
import http from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { embedCode, neededPolicy } from "@/components/chatbots/embed-code";
import { CHATBOT, LOOK, startWidgetServer, type WidgetServer } from "./widget-server";

/** Hides, moves and shrinks everything on the page, as only the worst style sheets do. */
const HOSTILE = `
:not(html, body, #own, #own *) {
  all: unset !important; display: none !important; visibility: hidden !important; opacity: 0 !important; position: static !important;
  transform: scale(0) !important; pointer-events: none !important; color: #fff !important; background: #fff !important;
  font-size: 1px !important; z-index: -1 !important; clip-path: inset(50%) !important; animation: none !important;
}
html { font-size: 30px; direction: rtl; letter-spacing: 9px; }
body { margin: 40px; color: #204060; }
#own { display: block; color: #204060; font: italic 20px serif; padding: 7px; }
`;

let server: WidgetServer;
let shop: http.Server;
let shopUrl: string;
let context: BrowserContext;
let page: Page;
/** What should never happen: errors, reports of the content policy, requests to others. */
let problems: string[];

test.beforeAll(async () => {
  server = await startWidgetServer();
  shop = http.createServer(answerAsShop);
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  await server?.close();
  shop?.closeAllConnections();
  shop?.close();
});

const settings = () => ({
  look: { ...LOOK },
  lead_form: "when_needed" as const,
  consent_text: "I agree that you keep my details.",
  tickets_enabled: true,
  language: null,
});

test.beforeEach(async ({ browser }) => {
  server.settings = settings();
  server.rules = [];
  server.allowedOrigins = null;
  server.answer = (text) => ({ kind: "text", text: `You said **${text}**.` });
  server.visitors.clear();
  server.requests.length = 0;
  problems = [];
  context = await browser.newContext({ locale: "en-GB" });
  context.on("request", (request) => {
    const { origin } = new URL(request.url());
    if (![shopUrl, server.url].includes(origin)) problems.push(`asked for ${request.url()}`);
  });
  page = await newPage();
});

test.afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

async function newPage(): Promise<Page> {
  const made = await context.newPage();
  made.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  made.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  return made;
}

function answerAsShop(request: http.IncomingMessage, response: http.ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop");
  if (pathname === "/csp") {
    problems.push("the content policy was broken");
    return response.writeHead(204).end();
  }
  if (pathname === "/shop.css") return response.setHeader("content-type", "text/css").end(HOSTILE);
  const script = embedCode(server.url, CHATBOT);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader(
    "content-security-policy",
    `default-src 'none'; ${neededPolicy(server.url)}; style-src ${shopUrl}/shop.css; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp`,
  );
  response.end(`<!doctype html><html lang="${searchParams.get("lang") ?? "en"}"><head><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/shop.css"></head>
<body><main id="own"><h1>The shop</h1><a href="#own">A link of the page</a>${pathname.startsWith("/long") ? "<br>".repeat(200) : ""}</main>
${script}${searchParams.has("twice") ? script : ""}</body></html>`);
}

const launcher = () => page.locator("caramel-chat .launcher");
const panel = () => page.getByRole("dialog");
const input = () => panel().getByRole("textbox", { name: "Type your message…" });
const said = (text: string | RegExp): Locator => panel().getByRole("log").getByText(text);

async function openChat(path = "/") {
  await page.goto(shopUrl + path);
  await launcher().click();
  await expect(panel()).toBeVisible();
}

async function say(text: string) {
  await input().fill(text);
  await input().press("Enter");
}

/** Nothing that keeps anybody out, also inside the shadow. */
async function expectAccessible() {
  // The page's own policy lets no foreign script in; axe comes through the debugger, as extensions do.
  const { violations } = await new AxeBuilder({ page }).include("caramel-chat").analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

test("a conversation with the keyboard alone, on a page that forbids whatever it can", async () => {
  await page.goto(shopUrl);
  const own = page.locator("#own");
  const styleOf = (element: Element) => JSON.stringify({ ...getComputedStyle(element) });
  await expect(launcher()).toBeVisible();
  await expect(launcher()).toHaveAccessibleName("Open chat");
  const before = await own.evaluate(styleOf);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "A link of the page" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(launcher()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel()).toHaveAccessibleName("Larch & Lane");
  await expect(input()).toBeFocused();
  await expect(said("Hello! How can I help you today?")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.type("First line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second");
  server.answer = () => ({
    kind: "text",
    text: "See **the chair**: [Oslo](https://shop.example/oslo) or [not](javascript:alert(1)) <img src=x onerror=alert(1)>",
    sources: [
      { kind: "product", title: "Oslo chair", url: "https://shop.example/oslo", locator: "" },
      { kind: "document", title: "Returns", url: "javascript:alert(1)", locator: "page 2" },
    ],
  });
  await page.keyboard.press("Enter");
  await expect(said("First line second")).toBeVisible();
  await expect(said("the chair")).toHaveCSS("font-weight", "650");
  await expect(said("[not](javascript:alert(1)) <img src=x onerror=alert(1)>")).toBeVisible();
  const links = panel().getByRole("link");
  await expect(links).toHaveCount(2);
  await expect(links.first()).toHaveAttribute("rel", /noopener noreferrer/);
  await expect(links.first()).toHaveAttribute("target", "_blank");
  await expect(panel().getByText("Returns")).toBeVisible();
  expect(server.requests.find(({ path }) => path === "messages")?.body).toMatchObject({
    text: "First line\nsecond",
    page_url: `${shopUrl}/`,
  });
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(panel()).toBeHidden();
  await expect(launcher()).toBeFocused();
  // Nothing of the page has changed but for the one element beside its body.
  expect(await own.evaluate(styleOf)).toBe(before);
  expect(
    await page.evaluate(() => ({
      beside: [...document.documentElement.children].map(({ tagName }) => tagName),
      sheets: document.adoptedStyleSheets.length + document.querySelectorAll("style").length,
      inside: document.body.querySelectorAll(":scope > *").length,
    })),
  ).toEqual({ beside: ["HEAD", "BODY", "CARAMEL-CHAT"], sheets: 0, inside: 2 });
});

test("the same conversation after a reload, and in another tab", async () => {
  await openChat();
  await say("Remember me");
  await expect(said("You said Remember me.")).toBeVisible();
  await input().fill("half writ");
  await page.reload();
  await expect(said("You said Remember me.")).toBeVisible();
  await expect(input()).toHaveValue("half writ");
  await expect(input()).not.toBeFocused();
  const first = page;
  page = await newPage();
  await page.goto(shopUrl);
  await expect(said("You said Remember me.")).toBeVisible();
  await say("From the second tab");
  await expect(said("You said From the second tab.")).toBeVisible();
  await expect(first.getByRole("log").getByText("You said From the second tab.")).toBeVisible();
  expect(server.visitors.size).toBe(1);
});

test("an input method's Enter takes a word and sends nothing", async () => {
  await openChat();
  await input().fill("にほん");
  await input().dispatchEvent("keydown", { key: "Enter", isComposing: true });
  await input().dispatchEvent("keydown", { key: "Enter", keyCode: 229 });
  await expect(input()).toHaveValue("にほん");
  await input().press("Enter");
  await expect(said("You said にほん.")).toBeVisible();
  expect(server.requests.filter(({ path }) => path === "messages")).toHaveLength(1);
});

test("nothing is lost: a refusal, a limit, a broken stream, no network", async () => {
  const expected = () => problems.splice(0, problems.length);
  await openChat();
  server.answer = () => ({ kind: "refuse", status: 500 });
  await say("First");
  await expect(panel().getByText("Something went wrong.", { exact: false })).toBeVisible();
  await page.reload();
  await expect(panel().getByText("Not sent")).toBeVisible();
  server.answer = (text) => ({ kind: "text", text: `Got ${text}` });
  await panel().getByRole("button", { name: "Try again" }).click();
  await expect(said("Got First")).toBeVisible();
  const ids = server.requests.filter(({ path }) => path === "messages").map(({ body }) => body.message_id);
  expect(new Set(ids).size).toBe(1);

  server.answer = () => ({ kind: "refuse", status: 429, retryAfter: 2 });
  await say("Second");
  await expect(panel().getByText(/That was a lot at once\. Try again in [12] s\./)).toBeVisible();
  server.answer = (text) => ({ kind: "break", text: `All of the answer to ${text}` });
  // Goes out by itself when the time is over, and its answer arrives although the stream breaks.
  await expect(said("All of the answer to Second")).toBeVisible();
  await expect(panel().getByText("Not sent")).toHaveCount(0);

  server.answer = (text) => ({ kind: "text", text: `Got ${text}` });
  await context.setOffline(true);
  await say("Third");
  await expect(panel().getByText("You are offline.", { exact: false })).toBeVisible();
  await expect(said("Third")).toBeVisible();
  await context.setOffline(false);
  await expect(said("Got Third")).toBeVisible();
  await expect(panel().getByText("You are offline.", { exact: false })).toBeHidden();
  expect([...server.visitors.values()].map(({ messages }) => messages.length)).toEqual([6]);
  // The browser itself notes what the server refused and what the network lost, and nothing else.
  expect(expected().filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});

test("a person takes over, and what comes while the chat is closed is counted", async () => {
  server.answer = () => ({ kind: "person" });
  await openChat();
  await say("I want a person");
  await expect(panel().getByText("A person is answering you")).toBeVisible();
  server.personWrites("Hello, <b>here</b> is Ann.", "Ann");
  await expect(panel().getByText("Ann is here")).toBeVisible();
  await expect(said("Hello, <b>here</b> is Ann.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(() => [...server.visitors.values()][0]?.listeners.size).toBe(1);
  server.personWrites("One more thing.", "Ann");
  await expect(launcher()).toHaveAccessibleName("Open chat, 1 unread");
  await page.reload();
  await expect(launcher()).toHaveAccessibleName("Open chat, 1 unread");
  await launcher().click();
  await expect(said("One more thing.")).toBeVisible();
  await expect(launcher()).toHaveAccessibleName("Close chat");
});

test("contact details before the chat, with consent", async () => {
  server.settings.lead_form = "before_chat";
  await openChat();
  await expect(input()).toBeHidden();
  await panel().getByRole("button", { name: "Start chat" }).click();
  await expect(panel().getByText("Give an e-mail address or a phone number.")).toBeVisible();
  await expect(panel().getByText("Please agree first.")).toBeVisible();
  await expect(panel().getByLabel("E-mail")).toBeFocused();
  await panel().getByLabel("E-mail").fill("ann@");
  await panel().getByLabel("I agree that you keep my details.").check();
  await panel().getByRole("button", { name: "Start chat" }).click();
  await expect(panel().getByText("Write an e-mail address such as ann@example.com.")).toBeVisible();
  await expectAccessible();
  await panel().getByLabel("E-mail").fill("ann@example.com");
  await panel().getByLabel("Name").fill("Ann");
  await panel().getByRole("button", { name: "Start chat" }).click();
  await expect(input()).toBeFocused();
  expect(server.requests.find(({ path }) => path === "leads")?.body).toEqual({
    name: "Ann",
    email: "ann@example.com",
    consent: true,
    page_url: `${shopUrl}/`,
  });
});

test("contact details when the chatbot asks, with what the server finds wrong", async () => {
  server.answer = () => ({ kind: "text", text: "I do not know.", asksContact: true });
  await openChat();
  await say("Something strange");
  const form = panel().getByRole("region", { name: "Leave your details and we will get back to you." });
  await form.getByLabel("E-mail").fill("taken@example.com");
  await form.getByLabel("I agree that you keep my details.").check();
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("Use another.")).toBeVisible();
  problems.splice(0, problems.length);
  await form.getByLabel("E-mail").fill("ann@example.com");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(panel().getByText("Thank you, we have your details.")).toBeVisible();
  await say("And again");
  await expect(said("I do not know.")).toHaveCount(2);
  await expect(form).toBeHidden();
});

test("a request for a person, its thread and the answer", async () => {
  await openChat();
  await panel().getByRole("button", { name: "Ask a person" }).click();
  await expect(panel()).toHaveAccessibleName("Ask a person");
  await panel().getByLabel("Subject").fill("My order");
  await panel().getByRole("button", { name: "Send" }).click();
  await expect(panel().getByText("Please fill this in.")).toHaveCount(1);
  await panel().getByLabel("What it is about").fill("It has <i>not</i> come");
  await panel().getByRole("button", { name: "Send" }).click();
  await expect(panel().getByText("It has <i>not</i> come")).toBeVisible();
  await expectAccessible();
  await panel().getByLabel("Add to your request").fill("It was blue.");
  await panel().getByRole("button", { name: "Send" }).click();
  await expect(panel().getByText("It was blue.")).toBeVisible();
  await panel().getByRole("button", { name: "Back" }).click();
  await panel().getByRole("button", { name: "Your requests" }).click();
  await panel()
    .getByRole("button", { name: /My order/ })
    .click();
  await expect(panel().getByText("It was blue.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel()).toBeHidden();
});

test("on a phone it takes the whole screen and keeps the focus", async () => {
  await page.setViewportSize({ width: 390, height: 700 });
  await openChat();
  await say("Hello");
  await expect(said("You said Hello.")).toBeVisible();
  // It comes in with a movement.
  await expect.poll(() => panel().boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
  await expect(panel()).toHaveAttribute("aria-modal", "true");
  await expect(launcher()).toBeHidden();
  for (let press = 0; press < 8; press += 1) await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("CARAMEL-CHAT");
  await expectAccessible();
  await page.reload();
  await expect(launcher()).toBeVisible();
  await expect(panel()).toBeHidden();
});

test("sales rules: once per visitor, one at a time, also where pages change without loading", async () => {
  const rule = { page_part: "", threshold: null, message: "" };
  server.rules = [
    { ...rule, id: "rul_1", trigger: "page_address", page_part: "/sale", message: "Everything must go." },
    { ...rule, id: "rul_2", trigger: "cart_value", threshold: 5_000, message: "Delivery is free." },
    {
      ...rule,
      id: "rul_3",
      trigger: "time_on_page",
      threshold: 1,
      page_part: "/slow",
      message: "Take your time.",
    },
  ];
  await page.goto(shopUrl);
  await expect(launcher()).toHaveAccessibleName("Open chat");
  await page.evaluate(() => window.caramel?.cart(4_999));
  await page.evaluate(() => history.pushState(null, "", "/sale/chairs"));
  const beside = page.locator("caramel-chat .beside");
  await expect(beside).toHaveText(/Everything must go\./);
  await expectAccessible();
  await page.evaluate(() => window.caramel?.cart(5_000));
  await expect(launcher()).toHaveAccessibleName("Open chat, 1 unread");
  await expect(beside).toHaveText(/Everything must go\./);
  await beside.getByRole("button", { name: "Dismiss" }).click();
  await expect(beside).toHaveText(/Delivery is free\./);
  await beside.getByRole("button", { name: "Delivery is free." }).click();
  await expect(said("Delivery is free.")).toBeVisible();
  await say("Good");
  await expect(said("You said Good.")).toBeVisible();
  await page.goto(`${shopUrl}/slow`);
  await expect(said("You said Good.")).toBeVisible();
  await expect.poll(() => server.requests.filter(({ path }) => path === "session").length).toBe(2);
  await page.waitForTimeout(2_200);
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.caramel?.close());
  await expect(beside).toHaveText(/Take your time\./);
  await page.goto(`${shopUrl}/sale/slow`);
  await expect(launcher()).toBeVisible();
  await page.waitForTimeout(2_200);
  await expect(beside).toBeHidden();
  expect(server.requests.filter(({ path }) => path.endsWith("/shown")).map(({ path }) => path)).toEqual([
    "rules/rul_1/shown",
    "rules/rul_2/shown",
    "rules/rul_3/shown",
  ]);
});

const shownRules = () =>
  server.requests.filter(({ path }) => path.endsWith("/shown")).map(({ path }) => path.split("/")[1]);
const settled = (visits: number) =>
  expect.poll(() => server.requests.filter(({ path }) => path === "session").length).toBe(visits);

test("sales rules: far enough down the page, and about to leave by the top of the window", async () => {
  const rule = { page_part: "/long", threshold: null };
  server.rules = [
    { ...rule, id: "rul_1", trigger: "scroll_depth", threshold: 60, message: "Still looking?" },
    { ...rule, id: "rul_2", trigger: "exit_intent", message: "Wait, here is a code." },
  ];
  const beside = page.locator("caramel-chat .beside");
  /** Turns the wheel until the page stands at a part of its way. */
  const scrollTo = async (part: number) => {
    const way = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    await page.mouse.wheel(0, Math.round(way * part - (await page.evaluate(() => scrollY))));
    await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(Math.round(way * part));
  };
  await page.goto(`${shopUrl}/long`);
  await expect(launcher()).toBeVisible();
  await page.mouse.move(400, 300);
  await scrollTo(0.59);
  // Out of the window by its left side, as to another window: no way to the tabs.
  await page.mouse.move(-5, 300);
  await page.mouse.move(400, 300);
  // Every second rules are looked at anyway.
  await page.waitForTimeout(1_500);
  expect(shownRules()).toEqual([]);
  await scrollTo(0.61);
  await expect(beside).toHaveText(/Still looking\?/);
  await beside.getByRole("button", { name: "Dismiss" }).click();
  await page.mouse.move(400, 300);
  // With a mouse a quick way back up means nothing.
  await scrollTo(0);
  await page.waitForTimeout(1_500);
  expect(shownRules()).toEqual(["rul_1"]);
  await page.mouse.move(400, 20);
  await page.mouse.move(400, -5);
  await expect(beside).toHaveText(/Wait, here is a code\./);
  await expectAccessible();
  expect(shownRules()).toEqual(["rul_1", "rul_2"]);

  await page.reload();
  await settled(2);
  await expect(launcher()).toBeVisible();
  await page.mouse.move(400, 300);
  await scrollTo(0.9);
  await page.mouse.move(400, -5);
  await page.waitForTimeout(1_500);
  await expect(beside).toBeHidden();
  expect(shownRules()).toEqual(["rul_1", "rul_2"]);
  expect(server.visitors.size).toBe(1);
});

test("sales rules on a phone: a flick back up is leaving, slow reading is not", async ({ browser }) => {
  server.rules = [
    { id: "rul_1", trigger: "exit_intent", page_part: "", threshold: null, message: "Before you go" },
    { id: "rul_2", trigger: "scroll_depth", page_part: "", threshold: 40, message: "Almost half" },
  ];
  await context.close();
  context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 390, height: 700 },
    isMobile: true,
    hasTouch: true,
  });
  page = await newPage();
  await page.goto(`${shopUrl}/long`);
  await expect(launcher()).toBeVisible();
  const finger = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...ys: number[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: ys.map((y) => ({ x: 195, y })) });
  /** Moves the page by most of the screen, which goes on moving for a while when the finger has left. */
  const flick = async (from: number, to: number) => {
    await touch("touchStart", from);
    for (let step = 1; step <= 10; step += 1) await touch("touchMove", from + ((to - from) * step) / 10);
    await touch("touchEnd");
  };
  const reached = () => page.evaluate(() => scrollY / (document.documentElement.scrollHeight - innerHeight));
  const readOn = () =>
    expect(async () => {
      await flick(650, 50);
      expect(await reached()).toBeGreaterThan(0.5);
    }).toPass();
  /** A tap on a page that still moves only stops it. */
  const stands = () =>
    expect
      .poll(async () => {
        const before = await reached();
        await page.waitForTimeout(100);
        return (await reached()) === before;
      })
      .toBe(true);
  const beside = page.locator("caramel-chat .beside");
  await readOn();
  await expect(beside).toHaveText(/Almost half/);
  await stands();
  await beside.getByRole("button", { name: "Dismiss" }).tap();
  await expect(beside).toBeHidden();
  // A finger that stays on the screen, and takes its time.
  await finger.send("Input.synthesizeScrollGesture", { x: 195, y: 200, yDistance: 400, speed: 250 });
  await page.waitForTimeout(1_100);
  expect(shownRules()).toEqual(["rul_2"]);
  await flick(50, 650);
  await flick(50, 650);
  await expect(beside).toHaveText(/Before you go/);

  await page.reload();
  await settled(2);
  await expect(launcher()).toBeVisible();
  await readOn();
  await flick(50, 650);
  await flick(50, 650);
  await page.waitForTimeout(1_500);
  await expect(beside).toBeHidden();
  expect(shownRules()).toEqual(["rul_2", "rul_1"]);
});

test("where it may not be shown it says so once, and twice in a page is one chat", async () => {
  server.allowedOrigins = ["https://other.example"];
  await page.goto(`${shopUrl}/?twice`);
  await expect.poll(() => problems.filter((text) => text.startsWith("Caramel:")).length).toBe(1);
  expect(problems.find((text) => text.startsWith("Caramel:"))).toBe(
    `Caramel: this website may not show the chat. Add ${shopUrl} to the chatbot's allowed websites at ${server.url}.`,
  );
  await expect(page.locator("caramel-chat")).toHaveCount(0);
  problems.splice(0, problems.length);
  server.allowedOrigins = [shopUrl];
  await page.reload();
  await expect(page.locator("caramel-chat")).toHaveCount(1);
});

test("from right to left, in the language of the page", async () => {
  await page.goto(`${shopUrl}/?lang=ar`);
  await expect(launcher()).toHaveAccessibleName("فتح المحادثة");
  await launcher().click();
  await expect(panel()).toHaveCSS("direction", "rtl");
  const [close, title] = [
    panel().getByRole("button", { name: "إغلاق المحادثة" }),
    panel().getByRole("heading"),
  ];
  const [closeBox, titleBox] = [await close.boundingBox(), await title.boundingBox()];
  expect(closeBox?.x ?? 0).toBeLessThan(titleBox?.x ?? 0);
  await expectAccessible();
});

test("where the browser keeps nothing, it remembers until the page is left", async () => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  });
  await openChat();
  await say("Hello");
  await expect(said("You said Hello.")).toBeVisible();
  await say("Again");
  await expect(said("You said Again.")).toBeVisible();
  expect(server.visitors.size).toBe(1);
});
