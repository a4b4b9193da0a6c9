import { beforeEach, describe, expect, test } from "vitest";
import { everyItem } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { createTenant } from "@/lib/auth/testing";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { createLead } from "@/lib/leads/create";
import { createTicket } from "@/lib/tickets/create";
import { appendMessage } from "./append-message";
import { listInbox } from "./inbox";
import { openConversation } from "./open";
import { getTranscriptInput, inboxPage, listInboxInput, transcript } from "./schema";
import { storeConversations } from "./testing";

let caller: Caller;
let stranger: Caller;
let projectId: string;
let userId: string;
let chatbotId: string;
let ids: string[];

async function somebody() {
  const tenant = await createTenant();
  const id = tenant.projectIds[0] as string;
  const bot = newId("chatbot");
  await prisma.chatbot.create({ data: { id: bot, projectId: id, name: "Bot", isPrimary: true } });
  const who = await callerOfPerson({ userId: tenant.userId, sessionEpoch: 0 }, { projectId: id });
  return { who, id, bot, userId: tenant.userId };
}

beforeEach(async () => {
  const [ours, theirs] = [await somebody(), await somebody()];
  [caller, projectId, chatbotId, userId] = [ours.who, ours.id, ours.bot, ours.userId];
  stranger = theirs.who;
  ids = await storeConversations(
    projectId,
    ["apple", "pear", "plum", "fig"].map((fruit, hour) => ({
      chatbotId,
      startedAt: `2026-03-01T1${hour}:00:00Z`,
      visitor: { name: fruit },
      turns: [
        { role: "user", content: `Have you got ${fruit} jam?` },
        { role: "agent", content: `No ${fruit} today.` },
      ],
    })),
  );
});

const list = async (input: Record<string, unknown> = {}, who = caller) =>
  inboxPage.parse(await listInbox(who, listInboxInput.parse(input)));
const idsOf = async (input: Record<string, unknown>) => (await list(input)).items.map(({ id }) => id);
const open = async (input: Record<string, unknown>, who = caller) => {
  const { tickets, leads, ...part } = await openConversation(who, getTranscriptInput.parse(input));
  return { ...transcript.parse(part), tickets, leads };
};
const mark = (id: string | undefined, data: object) =>
  prisma.conversation.updateMany({ where: { projectId, id: id ?? "" }, data });
const without = (name: string) => ({
  ...caller,
  permissions: new Set([...caller.permissions].filter((other) => other !== name)),
});

describe("the inbox", () => {
  test("shows the newest first, each with its last message and who looks after it", async () => {
    await mark(ids[0], { assigneeId: userId, handler: "person", isUnread: true });
    const page = await list();
    expect(page.items.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(page.items.at(-1)).toMatchObject({
      preview: "Have you got apple jam?",
      last_message: { role: "agent", text: "No apple today." },
      visitor: { name: "apple" },
      is_unread: true,
      handler: "person",
      assignee: { user_id: userId, name: "Test" },
    });
    expect(page.counts).toEqual({ unread: 1, mine: 1 });
  });

  test("has views of what is unread, one's own, nobody's and answered by a person", async () => {
    const [one, two, three, four] = ids;
    await mark(one, { isUnread: true });
    await mark(two, { assigneeId: userId });
    await mark(three, { assigneeId: "usr_other", handler: "person" });
    expect(await idsOf({ view: "unread" })).toEqual([one]);
    expect(await idsOf({ view: "mine" })).toEqual([two]);
    expect(await idsOf({ view: "unassigned" })).toEqual([four, one]);
    expect(await idsOf({ view: "person" })).toEqual([three]);
    expect((await list({ view: "person" })).items[0]?.assignee).toEqual({ user_id: "usr_other", name: null });
  });

  test("pages without gaps or repeats, and searches within a view", async () => {
    await mark(ids[1], { isUnread: true });
    const all = await everyItem((cursor) => list({ limit: 1, cursor }));
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
    const found = await list({ view: "unread", query: "jam" });
    expect(found.items.map(({ id, match }) => [id, match?.position])).toEqual([[ids[1], 0]]);
    const { next_cursor } = await list({ limit: 1 });
    await expect(list({ view: "unread", cursor: next_cursor ?? "" })).rejects.toBeInstanceOf(
      InvalidInputError,
    );
  });

  test("can be narrowed to one visitor", async () => {
    const visitor = await prisma.visitor.findFirstOrThrow({ where: { projectId, name: "plum" } });
    expect(await idsOf({ visitor_id: visitor.id })).toEqual([ids[2]]);
    expect((await list({ visitor_id: visitor.id }, stranger)).items).toEqual([]);
  });

  test("stops counting soon after what it shows", async () => {
    const many = Array.from({ length: 130 }, () => ({
      chatbotId,
      startedAt: "2026-02-01T10:00:00Z",
      turns: [{ role: "user" as const, content: "Hi" }],
    }));
    await storeConversations(projectId, many);
    await prisma.conversation.updateMany({ where: { projectId }, data: { isUnread: true } });
    expect((await list()).counts).toEqual({ unread: 100, mine: 0 });
  });

  test("shows a stranger nothing, and nothing without conversations:read", async () => {
    expect(await list({}, stranger)).toEqual({
      items: [],
      next_cursor: null,
      counts: { unread: 0, mine: 0 },
    });
    await expect(list({}, without("conversations:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
    await expect(list({ chatbot_id: chatbotId }, stranger)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("a conversation that is opened", () => {
  const id = () => ids[0] ?? "";
  const write = (message: Parameters<typeof appendMessage>[3]) =>
    prisma.$transaction((db) => appendMessage(db as never, projectId, id(), message));

  test("tells who wrote each message, from what, and why an answer failed", async () => {
    const source = {
      kind: "product" as const,
      id: newId("product"),
      title: "Plum jam",
      position: 0,
      locator: "",
      url: null,
      quote: "Plum jam, 4.50",
    };
    await write({ role: "user", content: "Really?" });
    const answer = await write({
      role: "agent",
      content: "Plum instead?",
      author: { kind: "chatbot", id: chatbotId },
      sources: [source],
    });
    await write({ role: "agent", content: "I'll look.", author: { kind: "person", id: userId } });
    const question = await prisma.message.findFirstOrThrow({ where: { projectId, conversationId: id() } });
    await prisma.reply.create({
      data: {
        projectId,
        id: newId("reply"),
        chatbotId,
        conversationId: id(),
        questionId: question.id,
        messageId: answer.id,
        state: "failed",
        model: "gpt-5",
        strictness: "balanced",
        errorCode: "provider_timeout",
        aliveUntil: new Date(),
      },
    });
    const { messages, conversation } = await open({ conversation_id: id() });
    expect(messages.map(({ author }) => author?.kind ?? null)).toEqual([
      null,
      null,
      null,
      "chatbot",
      "person",
    ]);
    expect(messages[3]).toMatchObject({
      author: { name: "Bot" },
      sources: [source],
      reply: { state: "failed", error_code: "provider_timeout" },
    });
    expect(messages[4]?.author).toEqual({ kind: "person", id: userId, name: "Test" });
    expect(conversation).toMatchObject({ is_unread: true, handler: "chatbot", is_replying: false });
  });

  test("is shown in parts: its end, what came before, and around a place", async () => {
    await prisma.message.createMany({
      data: Array.from({ length: 148 }, (_, index) => ({
        projectId,
        id: newId("message"),
        conversationId: id(),
        position: index + 2,
        role: "user" as const,
        content: `Line ${index + 2}`,
        sentAt: new Date(),
      })),
    });
    await mark(id(), { userMessageCount: 149 });
    const part = async (input: object) => {
      const { messages, has_earlier, has_later } = await open({ conversation_id: id(), ...input });
      return [messages[0]?.position, messages.at(-1)?.position, has_earlier, has_later];
    };
    expect(await part({})).toEqual([100, 149, true, false]);
    expect(await part({ before: "100" })).toEqual([50, 99, true, true]);
    expect(await part({ before: "50" })).toEqual([0, 49, false, true]);
    expect(await part({ around: "75" })).toEqual([50, 99, true, true]);
    expect(await part({ around: "3" })).toEqual([0, 49, false, true]);
    expect(await part({ after: "140" })).toEqual([141, 149, true, false]);
    expect(await part({ after: "149" })).toEqual([undefined, undefined, false, false]);
  });

  test("comes with its tickets and lead for those who may see them", async () => {
    const conversation_id = id();
    await createTicket(caller, { subject: "Jam", message: "Jam?", priority: "normal", conversation_id });
    await createLead(caller, { name: "Ana", qualification: "unqualified", stage: "new", conversation_id });
    expect(await open({ conversation_id })).toMatchObject({
      tickets: [{ subject: "Jam" }],
      leads: [{ name: "Ana" }],
    });
    expect(await open({ conversation_id }, without("tickets:read"))).toMatchObject({
      tickets: [],
      leads: [{ name: "Ana" }],
    });
  });

  test("is not found by a stranger, and needs conversations:read", async () => {
    await expect(open({ conversation_id: id() }, stranger)).rejects.toBeInstanceOf(NotFoundError);
    await expect(open({ conversation_id: id() }, without("conversations:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
  });
});
