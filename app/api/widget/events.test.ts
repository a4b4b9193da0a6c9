// The stream of what happens in a visitor's conversation, on every instance.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { ROLE_PERMISSIONS } from "@/lib/auth/values";
import type { WidgetEvent } from "@/lib/channels/widget/schema";
import { MAX_VISITOR_STREAMS } from "@/lib/channels/widget/watch";
import { handBack } from "@/lib/conversations/hand-back";
import { sendMessage } from "@/lib/conversations/send-message";
import { takeOver } from "@/lib/conversations/take-over";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { eventsOf, post, SHOP, session, write } from "./testing";

let world: World;
let chatbotId: string;
let ada: Caller;

beforeAll(async () => {
  world = await createWorld();
  const project = firstProject(world);
  chatbotId = project.chatbotId;
  await prisma.chatbot.updateMany({ data: { allowedOrigins: [SHOP] } });
  const userId = newId("user");
  await prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: "Ada Lovelace" } });
  const { organisationId } = world;
  await prisma.member.create({ data: { organisationId, userId, role: "agent" } });
  ada = {
    organisationId,
    projectIds: [project.id],
    permissions: ROLE_PERMISSIONS.agent,
    tier: "business",
    actor: { kind: "person", userId, role: "agent" },
  };
});

afterAll(() => globalThis.caramelStopListening?.());

/** A visitor who has written and was answered. */
async function aVisitor() {
  const { visitor_token: token } = await session(chatbotId);
  const [accepted] = await write(chatbotId, "Hello", { token });
  if (accepted?.event !== "accepted") throw new Error("not accepted");
  return { token, conversation_id: accepted.data.conversation_id };
}

/** A stream as it is read: the next events of some kind. */
async function listen(token: string, after: number, isOpen = true) {
  const response = await post("events", chatbotId, { after, is_open: isOpen }, { token });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("access-control-allow-origin")).toBe(SHOP);
  const events = eventsOf(response) as AsyncGenerator<WidgetEvent>;
  const seen: WidgetEvent[] = [];
  return {
    async until(isIt: (event: WidgetEvent) => boolean): Promise<WidgetEvent[]> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`The stream ended after ${JSON.stringify(seen)}`);
        seen.push(value);
        if (isIt(value)) return seen.splice(0);
      }
    },
    async end(): Promise<boolean> {
      return (await events.next()).done === true;
    },
    close: () => events.return(undefined),
  };
}

const isMessage = (text: string) => (event: WidgetEvent) =>
  event.event === "message" && event.data.text === text;
const positions = (events: WidgetEvent[]) =>
  events.flatMap((event) => (event.event === "message" ? [event.data.position] : []));

test("begins where the widget is, tells every tab, and a reconnect misses and repeats nothing", async () => {
  const { token, conversation_id } = await aVisitor();
  const [first, second] = [await listen(token, -1), await listen(token, 1)];
  expect(
    positions(await first.until((event) => event.event === "message" && event.data.position === 1)),
  ).toEqual([0, 1]);
  await sendMessage(ada, { conversation_id, text: "Can I help?" });
  for (const stream of [first, second]) {
    const events = await stream.until(isMessage("Can I help?"));
    expect(events.at(-1)).toMatchObject({
      event: "message",
      data: { from: "person", name: "Ada", position: 2 },
    });
    expect(events.filter(({ event }) => event === "handler").at(-1)).toEqual({
      event: "handler",
      data: { handler: "person" },
    });
    await stream.close();
  }
  await sendMessage(ada, { conversation_id, text: "Still there?" });
  const later = await listen(token, 2);
  expect(positions(await later.until(isMessage("Still there?")))).toEqual([3]);
  await later.close();
});

test("another instance hears it, too", async () => {
  const { token, conversation_id } = await aVisitor();
  const stream = await listen(token, 1);
  await stream.until(({ event }) => event === "handler");
  // A module graph of its own has its own client and its own connection that listens, as another process has.
  vi.resetModules();
  const other = await import("@/lib/conversations/send-message");
  await other.sendMessage(ada, { conversation_id, text: "From elsewhere" });
  await stream.until(isMessage("From elsewhere"));
  await stream.close();
});

test("a person who takes over stops the chatbot, and hands back", async () => {
  const { token, conversation_id } = await aVisitor();
  const stream = await listen(token, 1);
  await stream.until(({ event }) => event === "handler");
  await takeOver(ada, { conversation_id });
  expect((await stream.until(({ event }) => event === "handler")).at(-1)?.data).toEqual({
    handler: "person",
  });
  const events = await write(chatbotId, "Is anybody there?", { token });
  expect(events.map(({ event }) => event)).toEqual(["accepted", "waiting"]);
  expect((await session(chatbotId, { token })).conversation).toMatchObject({ handler: "person" });
  await handBack(ada, { conversation_id });
  await stream.until(({ event, data }) => event === "handler" && data.handler === "chatbot");
  expect((await write(chatbotId, "And now?", { token })).at(-1)?.event).toBe("done");
  await stream.close();
});

test("a reply that a person overtakes is not kept", async () => {
  const { token, conversation_id } = await aVisitor();
  const { postMessage } = await import("@/lib/channels/widget/post-message");
  const { widgetCaller } = await import("@/lib/auth/widget-caller");
  const { answerConversation } = await import("@/lib/replies/answer");
  const widget = await widgetCaller(chatbotId, { bearer: token, origin: SHOP });
  const input = { message_id: randomUUID(), text: "Do you have mugs?", page_url: "" };
  const response = await postMessage(widget, input, async (caller, about, listener, limits) => {
    await takeOver(ada, { conversation_id });
    return answerConversation(caller, about, listener, limits);
  });
  const events = [];
  for await (const { event } of eventsOf(response)) events.push(event);
  expect(events).toEqual(["accepted", "waiting"]);
});

test("what the visitor sees counts as seen, and only in an open chat", async () => {
  const { token, conversation_id } = await aVisitor();
  const unseen = async () => (await session(chatbotId, { token })).conversation?.unseen;
  expect(await unseen()).toBe(1);
  const closed = await listen(token, 1, false);
  await sendMessage(ada, { conversation_id, text: "Hello?" });
  await closed.until(isMessage("Hello?"));
  expect(await unseen()).toBe(2);
  const open = await listen(token, 2, true);
  await open.until(({ event }) => event === "handler");
  await expect.poll(unseen).toBe(0);
  const { seenUpTo } = await prisma.conversation.findFirstOrThrow({ where: { id: conversation_id } });
  expect(seenUpTo).toBe(3);
  // What the browser claims to have beyond what there is counts for nothing.
  const liar = await listen(token, 500, true);
  await liar.until(({ event }) => event === "handler");
  await sendMessage(ada, { conversation_id, text: "One more" });
  await open.until(isMessage("One more"));
  for (const stream of [closed, open, liar]) await stream.close();
});

test("tickets arrive, also without a conversation", async () => {
  const { visitor_token: token } = await session(chatbotId);
  const opened = await post("tickets", chatbotId, { subject: "Late", message: "Where is it?" }, { token });
  const ticket = await opened.json();
  const stream = await listen(token, -1);
  expect((await stream.until(({ event }) => event === "tickets")).at(-1)?.data).toMatchObject([
    { id: ticket.id },
  ]);
  const params = { ticketId: ticket.id };
  await post("answer", chatbotId, { message: "Any news?" }, { token, params });
  const [after] = (await stream.until(({ event }) => event === "tickets")).slice(-1);
  expect(JSON.stringify(after?.data)).toContain("Any news?");
  // The first words begin a conversation, which this stream follows from then on.
  await write(chatbotId, "Hello again", { token });
  await stream.until(isMessage("Hello again"));
  await stream.until((event) => event.event === "message" && event.data.from === "chatbot");
  await stream.close();
});

test("nobody follows another visitor's conversation", async () => {
  const ours = await aVisitor();
  const other = await aVisitor();
  const stream = await listen(other.token, -1);
  await stream.until((event) => event.event === "message" && event.data.position === 1);
  await sendMessage(ada, { conversation_id: ours.conversation_id, text: "For us alone" });
  await sendMessage(ada, { conversation_id: other.conversation_id, text: "For them" });
  expect(JSON.stringify(await stream.until(isMessage("For them")))).not.toContain("For us alone");
  await stream.close();
});

test("one visitor has so many streams open and no more", async () => {
  const { token } = await aVisitor();
  const streams = [];
  for (let index = 0; index < MAX_VISITOR_STREAMS; index += 1) {
    const stream = await listen(token, 1);
    await stream.until(({ event }) => event === "handler");
    streams.push(stream);
  }
  const refused = await post("events", chatbotId, { after: 1 }, { token });
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  for (const stream of streams) await stream.close();
  await expect
    .poll(async () => {
      const again = await post("events", chatbotId, { after: 1 }, { token });
      await again.body?.cancel();
      return again.status;
    })
    .toBe(200);
});

test("a stream ends when the chatbot is switched off, and after some minutes", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const { token, conversation_id } = await aVisitor();
    const [off, old] = [await listen(token, 1), await listen(token, 1)];
    for (const stream of [off, old]) await stream.until(({ event }) => event === "handler");
    await prisma.chatbot.updateMany({ where: { id: chatbotId }, data: { isEnabled: false } });
    vi.setSystemTime(Date.now() + 31_000);
    await sendMessage(ada, { conversation_id, text: "wake" });
    expect(await off.end()).toBe(true);
    expect(await old.end()).toBe(true);
    await prisma.chatbot.updateMany({ where: { id: chatbotId }, data: { isEnabled: true } });
    const long = await listen(token, 2);
    await long.until(({ event }) => event === "handler");
    vi.setSystemTime(Date.now() + 11 * 60_000);
    await sendMessage(ada, { conversation_id, text: "wake again" });
    expect(await long.end()).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
