// The widget's routes as a page of a shop asks them: who may, what comes back, and what is kept.
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { newVisitorToken } from "@/lib/auth/visitor-token";
import { widgetHistory, widgetMessage, widgetSession, widgetTicket } from "@/lib/channels/widget/schema";
import { getConversation } from "@/lib/conversations/get";
import { getTranscript } from "@/lib/conversations/transcript";
import { sha256 } from "@/lib/core/compare";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { eventsOf, newAddress, post, ROUTES, type RouteName, SHOP, session, write } from "./testing";

let world: World;
let projectId: string;
let chatbotId: string;

beforeAll(async () => {
  world = await createWorld(["Harbour Shop", "Second Shop"]);
  ({ id: projectId, chatbotId } = firstProject(world));
});

afterAll(() => globalThis.caramelStopListening?.());

beforeEach(async () => {
  await prisma.chatbot.updateMany({
    data: {
      allowedOrigins: [SHOP],
      isEnabled: true,
      leadForm: "when_needed",
      visitorTickets: true,
      ticketWords: [],
    },
  });
});

/** A visitor who has written something. */
async function aVisitor(text = "Do you have mugs?", bot = chatbotId) {
  const { visitor_token: token } = await session(bot);
  const events = await write(bot, text, { token });
  return { token, events };
}

describe("a session", () => {
  test("says how the chat looks, gives a token and makes no row", async () => {
    const opened = await session(chatbotId);
    expect(widgetSession.parse(opened)).toMatchObject({
      look: { name: "Harbour Shop assistant", position: "right" },
      lead_form: "when_needed",
      tickets_enabled: true,
      language: null,
      is_known: false,
      conversation: null,
      tickets: [],
    });
    expect(opened.visitor_token).toMatch(/^cvt_[\w-]{43}$/);
    expect(await prisma.visitor.count({ where: { projectId } })).toBe(0);
  });

  test("keeps a token from here, and takes no other", async () => {
    const { visitor_token: token } = await session(chatbotId);
    expect((await session(chatbotId, { token })).visitor_token).toBe(token);
    for (const wrong of [
      "x",
      `cvt_${"A".repeat(43)}`,
      `${token}A`,
      token.slice(0, -1),
      `cha_${"A".repeat(49)}`,
    ]) {
      const { visitor_token: other } = await session(chatbotId, { token: wrong });
      expect(other).not.toBe(wrong);
      expect(other).not.toBe(token);
    }
  });

  test("survives a reload with the same conversation", async () => {
    const { token } = await aVisitor();
    const again = widgetSession.parse(await session(chatbotId, { token }));
    expect(again.conversation?.messages.map(({ from }) => from)).toEqual(["visitor", "chatbot"]);
    expect(again.conversation).toMatchObject({ handler: "chatbot", has_earlier: false, is_replying: false });
    expect(again.conversation?.unseen).toBe(1);
  });

  test("remembers the page that showed it at most once an hour, and never our own", async () => {
    const own = () => prisma.chatbot.findFirstOrThrow({ where: { id: chatbotId } });
    await prisma.chatbot.updateMany({ data: { seenAt: null, seenOrigin: null } });
    const { updatedAt } = await own();
    await session(chatbotId, { origin: env.baseUrl });
    expect((await own()).seenAt).toBeNull();
    await session(chatbotId);
    const { seenAt, seenOrigin } = await own();
    expect([seenAt instanceof Date, seenOrigin]).toEqual([true, SHOP]);
    await session(chatbotId);
    expect((await own()).seenAt).toEqual(seenAt);
    await prisma.$executeRaw`UPDATE chatbot SET seen_at = now() - interval '61 minutes'`;
    await session(chatbotId);
    expect((await own()).seenAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect((await own()).updatedAt).toEqual(updatedAt);
  });
});

describe("which pages may show a chatbot", () => {
  const refused = [
    "https://evil.example",
    "https://shop.example.evil.com",
    "https://evilshop.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://SHOP.example.",
    "https://shop.example/",
    "https://sub.shop.example",
    "null",
    "*",
    "",
  ];

  test.each(refused)("not %j", async (origin) => {
    const response = await post("session", chatbotId, {}, { origin });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toMatchObject({
      reason: "origin_not_allowed",
      next_step: expect.any(String),
    });
  });

  test("not one that does not say where it is", async () => {
    const response = await post("session", chatbotId, {}, { origin: null });
    expect([response.status, (await response.json()).reason]).toEqual([403, "origin_not_allowed"]);
  });

  test("those that are listed, and ours; with a star every page", async () => {
    for (const origin of [SHOP, env.baseUrl]) {
      const response = await post("session", chatbotId, {}, { origin });
      expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
      expect(response.headers.get("vary")).toBe("Origin");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
    await prisma.chatbot.updateMany({ data: { allowedOrigins: [] } });
    expect((await post("session", chatbotId)).status).toBe(403);
    expect((await post("session", chatbotId, {}, { origin: env.baseUrl })).status).toBe(200);
    await prisma.chatbot.updateMany({ data: { allowedOrigins: ["*"] } });
    expect((await post("session", chatbotId, {}, { origin: "https://evil.example" })).status).toBe(200);
    expect((await post("session", chatbotId, {}, { origin: null })).status).toBe(403);
  });

  test.each(Object.keys(ROUTES) as RouteName[])(
    "%s checks it, and answers every preflight",
    async (route) => {
      const { token } = await aVisitor();
      const params = { ticketId: newId("ticket"), ruleId: newId("salesRule") };
      const response = await post(route, chatbotId, {}, { token, params, origin: "https://evil.example" });
      expect([response.status, (await response.json()).reason]).toEqual([403, "origin_not_allowed"]);
      const { OPTIONS } = await ROUTES[route]();
      const preflight = OPTIONS(
        new Request(`${env.baseUrl}/x`, { method: "OPTIONS", headers: { origin: "https://evil.example" } }),
      );
      expect(preflight.status).toBe(204);
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        "access-control-allow-origin": "https://evil.example",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization, content-type",
        vary: "Origin",
      });
      expect(preflight.headers.has("access-control-allow-credentials")).toBe(false);
    },
  );

  test("an unknown chatbot, and one that is switched off", async () => {
    const unknown = await post("session", newId("chatbot"));
    expect([unknown.status, (await unknown.json()).code]).toEqual([404, "not_found"]);
    await prisma.chatbot.updateMany({ data: { isEnabled: false } });
    for (const route of ["session", "messages", "events"] as const) {
      const response = await post(route, chatbotId);
      expect([response.status, (await response.json()).reason]).toEqual([403, "chatbot_disabled"]);
    }
  });
});

describe("a message", () => {
  test("is accepted, answered and kept, with its place and its page", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const events = await write(chatbotId, "Do you have mugs?", {
      token,
      pageUrl: "https://shop.example/cups?colour=red#secret",
    });
    expect(events.map(({ event }) => event).filter((event) => event !== "delta")).toEqual([
      "accepted",
      "done",
    ]);
    const [accepted] = events;
    const done = events.at(-1);
    if (accepted?.event !== "accepted" || done?.event !== "done") throw new Error("wrong events");
    expect(widgetMessage.parse(accepted.data.message)).toMatchObject({ position: 0, from: "visitor" });
    expect(widgetMessage.parse(done.data.message)).toMatchObject({ position: 1, from: "chatbot" });
    const streamed = events.flatMap((event) => (event.event === "delta" ? [event.data.text] : [])).join("");
    expect(streamed).toBe(done.data.message.text);
    const kept = await prisma.conversation.findFirstOrThrow({
      where: { projectId, id: accepted.data.conversation_id },
      include: { messages: { orderBy: { position: "asc" } } },
    });
    expect(kept).toMatchObject({
      platform: "web",
      pageUrl: "https://shop.example/cups?colour=red",
      userMessageCount: 1,
      agentMessageCount: 1,
      isUnread: true,
      preview: "Do you have mugs?",
    });
    expect(kept.messages.map(({ position, role, authorKind }) => [position, role, authorKind])).toEqual([
      [0, "user", null],
      [1, "agent", "chatbot"],
    ]);
  });

  test("sent again is kept and answered once", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const messageId = randomUUID();
    const first = await write(chatbotId, "Hello there", { token, messageId });
    const again = await write(chatbotId, "something else", { token, messageId });
    const [before, after] = [first, again].map((events) => [events[0], events.at(-1)]);
    expect(after).toEqual(before);
    expect((await session(chatbotId, { token })).conversation?.messages).toHaveLength(2);
  });

  test("goes on when the visitor leaves", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const body = { message_id: randomUUID(), text: "Do you have mugs?" };
    const response = await post("messages", chatbotId, body, { token });
    await response.body?.cancel();
    await expect
      .poll(async () => (await session(chatbotId, { token })).conversation?.messages.map(({ from }) => from))
      .toEqual(["visitor", "chatbot"]);
  });

  test("needs a token from here", async () => {
    for (const token of [null, "x", `cvt_${"A".repeat(43)}`]) {
      const body = { message_id: randomUUID(), text: "Hi" };
      const response = await post("messages", chatbotId, body, { token });
      expect([response.status, (await response.json()).reason]).toEqual([401, "visitor_unknown"]);
    }
  });

  test("many at once get places without a gap, each with its reply, and nothing is lost", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const texts = Array.from({ length: 20 }, (_, index) => `Question ${index}: do you have mugs?`);
    const replies = await Promise.all(texts.map((text) => write(chatbotId, text, { token })));
    for (const events of replies) expect(events.at(-1)?.event).toBe("done");
    const conversations = await prisma.conversation.findMany({
      where: { projectId, messages: { some: { content: { startsWith: "Question " } } } },
      include: { messages: { orderBy: { position: "asc" } } },
    });
    expect(conversations).toHaveLength(1);
    const messages = conversations[0]?.messages ?? [];
    expect(messages.map(({ position }) => position)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(
      messages
        .filter(({ role }) => role === "user")
        .map(({ content }) => content)
        .toSorted(),
    ).toEqual(texts.toSorted());
  });
});

describe("bad input", () => {
  const message = { message_id: randomUUID(), text: "Hi" };
  const bodies: [string, RouteName, unknown, string][] = [
    ["no text", "messages", { ...message, text: " " }, "text"],
    ["too long a text", "messages", { ...message, text: "x".repeat(4_001) }, "text"],
    ["a lone surrogate", "messages", { ...message, text: "a\ud800b" }, "text"],
    ["NUL", "messages", { ...message, text: "a\u0000b" }, "text"],
    ["no id", "messages", { text: "Hi" }, "message_id"],
    ["an id that is none", "messages", { ...message, message_id: "1" }, "message_id"],
    ["a field too many", "messages", { ...message, conversation_id: newId("conversation") }, ""],
    ["a position that is none", "history", { before: 0 }, "before"],
    ["a position out of bounds", "events", { after: 2 ** 40 }, "after"],
    ["a lead without an address", "leads", { name: "Ann", consent: true }, "email"],
    ["a lead without consent", "leads", { email: "ann@example.com", consent: false }, "consent"],
    ["a ticket without a subject", "tickets", { message: "Help" }, "subject"],
    ["an address that is none", "tickets", { subject: "A", message: "B", email: "nobody" }, "email"],
    ["a list", "session", [], ""],
  ];

  test.each(bodies)("%s", async (_, route, body, path) => {
    const { visitor_token: token } = await session(chatbotId);
    const before = await prisma.visitor.count();
    const response = await post(route, chatbotId, body, { token });
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([400, "invalid_input"]);
    expect(problem.problems[0].path).toBe(path);
    expect(await prisma.visitor.count()).toBe(before);
  });

  test("what is no JSON, no UTF-8, no JSON by its type, or too large", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const raws: [BodyInit, string | null][] = [
      ["{", "application/json"],
      ["", "application/json"],
      [Buffer.from([0x22, 0xff, 0x22]), "application/json"],
      [JSON.stringify(message), "text/plain"],
      [JSON.stringify(message), null],
      [JSON.stringify({ ...message, page_url: "x".repeat(70_000) }), "application/json"],
    ];
    for (const [raw, contentType] of raws) {
      const response = await post("messages", chatbotId, {}, { token, raw, contentType });
      expect([response.status, (await response.json()).code]).toEqual([400, "invalid_input"]);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("a page address that is none is left out", async () => {
    for (const pageUrl of ["javascript:alert(1)", "about:srcdoc", "nonsense", "\u0000", "file:///home/x"]) {
      const { visitor_token: token } = await session(chatbotId);
      const [accepted] = await write(chatbotId, "Hello", { token, pageUrl });
      if (accepted?.event !== "accepted") throw new Error("not accepted");
      const { conversation_id: id } = accepted.data;
      expect((await prisma.conversation.findFirstOrThrow({ where: { id } })).pageUrl).toBe("");
    }
  });
});

describe("a visitor reads and writes what is theirs", () => {
  test("nobody else's conversation, with whatever token", async () => {
    const ours = await aVisitor("My secret is 7f3a");
    const other = await aVisitor("Hello");
    const second = world.projects[1] as { id: string; chatbotId: string };
    const sameToken = await session(second.chatbotId, { token: ours.token });
    expect(sameToken.conversation).toBeNull();
    for (const token of [other.token, newVisitorToken().text, `cvt_${"A".repeat(43)}`, undefined]) {
      const { conversation } = await session(chatbotId, { token });
      expect(JSON.stringify(conversation)).not.toContain("7f3a");
      const history = await post("history", chatbotId, { before: 100 }, { token });
      expect(await history.text()).not.toContain("7f3a");
      expect(history.status).toBe(token === other.token ? 200 : 401);
    }
    const elsewhere = await post("history", second.chatbotId, { before: 100 }, { token: ours.token });
    expect(elsewhere.status).toBe(401);
  });

  test("another chatbot of the same project has a conversation of its own", async () => {
    const { token } = await aVisitor("My secret is 9b1c");
    const sibling = newId("chatbot");
    await prisma.chatbot.create({
      data: { projectId, id: sibling, name: "Sibling", allowedOrigins: [SHOP] },
    });
    expect((await session(sibling, { token })).conversation).toBeNull();
    const history = await post("history", sibling, { before: 100 }, { token });
    expect([history.status, (await history.text()).includes("9b1c")]).toEqual([404, false]);
    const events = await write(sibling, "Hello sibling", { token });
    const accepted = events[0];
    expect(accepted?.event === "accepted" && accepted.data.message.position).toBe(0);
  });

  test("earlier messages come in parts", async () => {
    const { token } = await aVisitor();
    const visitor = await prisma.conversation.findFirstOrThrow({
      where: { projectId },
      orderBy: { id: "desc" },
    });
    await prisma.message.createMany({
      data: Array.from({ length: 118 }, (_, index) => ({
        projectId,
        conversationId: visitor.id,
        id: newId("message"),
        position: index + 2,
        role: index % 2 === 0 ? ("user" as const) : ("agent" as const),
        content: `Line ${index + 2}`,
        sentAt: new Date(),
      })),
    });
    const opened = (await session(chatbotId, { token })).conversation;
    expect(opened?.messages.map(({ position }) => position)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 70),
    );
    expect(opened?.has_earlier).toBe(true);
    const first = widgetHistory.parse(
      await (await post("history", chatbotId, { before: 70 }, { token })).json(),
    );
    expect([first.messages[0]?.position, first.messages.length, first.has_earlier]).toEqual([20, 50, true]);
    const rest = widgetHistory.parse(
      await (await post("history", chatbotId, { before: 20 }, { token })).json(),
    );
    expect([rest.messages[0]?.position, rest.messages.length, rest.has_earlier]).toEqual([0, 20, false]);
  });

  test("a visitor who was deleted is a new one", async () => {
    const { token } = await aVisitor("Forget this");
    const { id } = await prisma.visitor.findFirstOrThrow({ where: { projectId }, orderBy: { id: "desc" } });
    await prisma.conversation.deleteMany({ where: { projectId, visitorId: id } });
    await prisma.lead.deleteMany({ where: { projectId, visitorId: id } });
    await prisma.visitor.deleteMany({ where: { projectId, id } });
    expect((await session(chatbotId, { token })).conversation).toBeNull();
    expect((await post("events", chatbotId, { after: 1 }, { token })).status).toBe(401);
    const [accepted] = await write(chatbotId, "Hello", { token });
    expect(accepted?.event === "accepted" && accepted.data.message.position).toBe(0);
  });
});

describe("leads and tickets", () => {
  test("contact details make one lead, and the visitor known", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const lead = { name: "Ann", email: "Ann@Example.com", consent: true };
    for (let time = 0; time < 2; time += 1) {
      const response = await post("leads", chatbotId, lead, { token });
      expect([response.status, await response.json()]).toEqual([200, { saved: true }]);
    }
    const leads = await prisma.lead.findMany({ where: { projectId, email: "ann@example.com" } });
    expect(leads).toMatchObject([{ source: "form", consentText: expect.stringContaining("agree") }]);
    expect((await session(chatbotId, { token })).is_known).toBe(true);
  });

  test("an address in a message is kept as found, without consent", async () => {
    const { events } = await aVisitor("Write to me at bob@example.com please");
    expect(events.at(-1)?.event).toBe("done");
    expect(await prisma.lead.findMany({ where: { projectId, email: "bob@example.com" } })).toMatchObject([
      { source: "detected", consentAt: null },
    ]);
  });

  test("are refused where they are switched off, and make nobody a visitor", async () => {
    await prisma.chatbot.updateMany({ data: { leadForm: "never", visitorTickets: false } });
    const { visitor_token: token } = await session(chatbotId);
    const before = await prisma.visitor.count();
    const lead = await post("leads", chatbotId, { email: "eve@example.com", consent: true }, { token });
    const ticket = await post("tickets", chatbotId, { subject: "Late", message: "Where?" }, { token });
    expect([lead.status, (await lead.json()).reason]).toEqual([409, "contact_form_off"]);
    expect([ticket.status, (await ticket.json()).reason]).toEqual([409, "tickets_off"]);
    expect(await prisma.visitor.count()).toBe(before);
  });

  test("a ticket is opened, answered and seen by its visitor alone", async () => {
    const { token } = await aVisitor();
    const opened = await post("tickets", chatbotId, { subject: "Late", message: "Where is it?" }, { token });
    expect(opened.status).toBe(201);
    const ticket = widgetTicket.parse(await opened.json());
    const params = { ticketId: ticket.id };
    const answered = await post("answer", chatbotId, { message: "Any news?" }, { token, params });
    expect(answered.status).toBe(201);
    expect(widgetTicket.parse(await answered.json()).thread.map(({ text }) => text)).toEqual([
      "Where is it?",
      "Any news?",
    ]);
    expect((await session(chatbotId, { token })).tickets.map(({ id }) => id)).toEqual([ticket.id]);
    const other = await aVisitor();
    for (const [who, ticketId] of [
      [other.token, ticket.id],
      [token, newId("ticket")],
    ] as const) {
      const response = await post(
        "answer",
        chatbotId,
        { message: "x" },
        { token: who, params: { ticketId } },
      );
      expect(response.status).toBe(404);
    }
    expect((await session(chatbotId, { token: other.token })).tickets).toEqual([]);
    expect((await post("answer", chatbotId, { message: "x" }, { params })).status).toBe(401);
  });

  test("a rule's word opens one with the reply", async () => {
    await prisma.chatbot.updateMany({ data: { ticketWords: ["refund"] } });
    const { events } = await aVisitor("I want a refund");
    const done = events.at(-1);
    expect(done?.event === "done" && done.data.ticket?.subject).toContain("refund");
  });
});

describe("sales rules", () => {
  test("are shown and counted once per visitor", async () => {
    const ruleId = newId("salesRule");
    const rule = { projectId, id: ruleId, chatbotId, name: "Leaving", message: "Wait!" };
    const before = await prisma.salesRule.create({ data: { ...rule, trigger: "exit_intent" } });
    const { visitor_token: token, rules } = await session(chatbotId);
    expect(rules).toEqual([
      { id: ruleId, trigger: "exit_intent", page_part: "", threshold: null, message: "Wait!" },
    ]);
    const show = (who: string, id = ruleId, bot = chatbotId) =>
      post("shown", bot, {}, { token: who, params: { ruleId: id } });
    const answers = await Promise.all(Array.from({ length: 5 }, async () => (await show(token)).json()));
    expect(answers.filter(({ counted }) => counted)).toHaveLength(1);
    const { visitor_token: another } = await session(chatbotId);
    expect(await (await show(another)).json()).toEqual({ counted: true });
    expect(await prisma.salesRule.findFirstOrThrow({ where: { id: ruleId } })).toEqual({
      ...before,
      shownCount: 2,
    });
    expect((await session(chatbotId, { token })).rules).toEqual([]);
    expect((await show(token, newId("salesRule"))).status).toBe(404);
    const second = world.projects[1] as { chatbotId: string };
    expect((await show(token, ruleId, second.chatbotId)).status).toBe(404);
    await prisma.salesRule.updateMany({ where: { id: ruleId }, data: { isActive: false } });
    expect((await show(token)).status).toBe(404);
  });
});

describe("what a sales rule said", () => {
  const aRule = async (message: string) => {
    const id = newId("salesRule");
    const rule = { projectId, id, chatbotId, name: "Rule", trigger: "exit_intent" as const, message };
    await prisma.salesRule.create({ data: rule });
    return id;
  };
  const show = (token: string, ruleId: string) =>
    post("shown", chatbotId, {}, { token, params: { ruleId } }).then((response) => response.json());
  const keptOf = async (events: Awaited<ReturnType<typeof write>>) => {
    const [accepted] = events;
    if (accepted?.event !== "accepted") throw new Error("not accepted");
    const id = accepted.data.conversation_id;
    return prisma.conversation.findFirstOrThrow({
      where: { projectId, id },
      include: { messages: { orderBy: { position: "asc" } } },
    });
  };

  afterEach(() => prisma.salesRule.deleteMany({ where: { projectId } }));

  test("stands in front of what the visitor writes, in the rule's own words, once", async () => {
    const [hello, sale] = [await aRule("Can we help?"), await aRule("*Everything* must go.")];
    const { visitor_token: token } = await session(chatbotId);
    await show(token, sale);
    await show(token, hello);
    // Alone it begins nothing.
    expect(await prisma.visitor.count({ where: { projectId, tokenHash: sha256(token) } })).toBe(0);
    await prisma.salesRule.updateMany({ where: { id: hello }, data: { message: "Can we help you?" } });
    const messageId = randomUUID();
    const first = await write(chatbotId, "Yes, do you have mugs?", { token, messageId });
    await write(chatbotId, "Yes, do you have mugs?", { token, messageId });
    const kept = await keptOf(first);
    const said = kept.messages.map(({ role, authorKind, content }) => [role, authorKind, content]);
    expect(said.slice(0, 3)).toEqual([
      ["agent", "rule", "*Everything* must go."],
      ["agent", "rule", "Can we help you?"],
      ["user", null, "Yes, do you have mugs?"],
    ]);
    expect(kept.messages.map(({ authorId }) => authorId)).toEqual([sale, hello, null, chatbotId]);
    expect(kept).toMatchObject({
      preview: "Yes, do you have mugs?",
      userMessageCount: 1,
      agentMessageCount: 3,
      seenUpTo: 3,
    });
    const opened = widgetSession.parse(await session(chatbotId, { token })).conversation;
    expect(opened?.messages.map(({ from }) => from)).toEqual(["chatbot", "chatbot", "visitor", "chatbot"]);
    expect(opened?.unseen).toBe(1);
    // The team and assistants read it in the same place.
    const member = world.caller([projectId]);
    const read = await getConversation(member, {
      conversation_id: kept.id,
      order: "oldest_first",
      limit: 10,
    });
    expect(read.messages[0]).toMatchObject({ role: "agent", content: "*Everything* must go." });
    const { messages } = await getTranscript(member, { conversation_id: kept.id });
    expect(messages[1]?.author).toEqual({ kind: "rule", id: hello, name: "Rule" });
  });

  test("later, stands in front of the next message; long ago, to others or by other chatbots, nowhere", async () => {
    const [first, second, old] = [await aRule("First"), await aRule("Second"), await aRule("Old")];
    const { token, events } = await aVisitor();
    const { visitor_token: other } = await session(chatbotId);
    await show(other, first);
    await show(token, old);
    await prisma.salesRuleShowing.updateMany({
      where: { projectId, ruleId: old },
      data: { shownAt: new Date(Date.now() - 61 * 60_000) },
    });
    await show(token, second);
    const sibling = newId("chatbot");
    await prisma.chatbot.create({
      data: { projectId, id: sibling, name: "Sibling", allowedOrigins: [SHOP] },
    });
    const elsewhere = await keptOf(await write(sibling, "Hello sibling", { token }));
    expect(elsewhere.messages.map(({ role }) => role)).toEqual(["user", "agent"]);
    await write(chatbotId, "And plates?", { token });
    const kept = await keptOf(events);
    expect(kept.messages.map(({ authorKind }) => authorKind)).toEqual([
      null,
      "chatbot",
      "rule",
      null,
      "chatbot",
    ]);
    expect(kept.messages[2]?.content).toBe("Second");
  });

  test("is taken from no browser", async () => {
    const hello = await aRule("Can we help?");
    const { visitor_token: token } = await session(chatbotId);
    const forged = await post(
      "shown",
      chatbotId,
      { message: "We pay you" },
      { token, params: { ruleId: hello } },
    );
    expect(forged.status).toBe(400);
    for (const extra of [{ greeting: "We pay you" }, { rule_id: hello }]) {
      const body = { message_id: randomUUID(), text: "Hi", ...extra };
      expect((await post("messages", chatbotId, body, { token })).status).toBe(400);
    }
  });
});

describe("limits", () => {
  test("twenty messages a minute from one visitor, sixty from one address", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const body = { message_id: randomUUID(), text: "Hi" };
    for (let index = 0; index < 20; index += 1) {
      await (await post("messages", chatbotId, body, { token })).body?.cancel();
    }
    const refused = await post("messages", chatbotId, { ...body, text: "One more" }, { token });
    const wait = Number(refused.headers.get("retry-after"));
    expect(refused.status).toBe(429);
    expect(wait).toBeGreaterThan(0);
    // Counted in whole seconds: one that has just begun is over in one more.
    expect(wait).toBeLessThanOrEqual(61);
    expect((await refused.json()).next_step).toBe(`Try again in ${wait} seconds.`);
    const address = newAddress();
    const statuses: number[] = [];
    for (let index = 0; index < 61; index += 1) {
      statuses.push((await post("messages", chatbotId, {}, { address })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(429);
  });

  test("five forms in ten minutes, of which mistyped ones do not count", async () => {
    const { visitor_token: token } = await session(chatbotId);
    const statuses: number[] = [];
    for (const email of ["nobody", "x", ...Array.from({ length: 6 }, () => "cy@example.com")]) {
      statuses.push((await post("leads", chatbotId, { email, consent: true }, { token })).status);
    }
    expect(statuses).toEqual([400, 400, 200, 200, 200, 200, 200, 429]);
  });
});

test("events end with the reader", async () => {
  const { token } = await aVisitor();
  const response = await post("events", chatbotId, { after: -1 }, { token });
  const events = eventsOf(response);
  expect((await events.next()).value?.event).toBe("handler");
  await events.return(undefined);
});
