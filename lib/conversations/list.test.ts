import { beforeAll, describe, expect, test } from "vitest";
import { createWorld, everyItem, type World } from "@/lib/account/testing";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { listConversations } from "./list";
import { conversationPage, listConversationsInput } from "./schema";
import { realConversations, storeConversations } from "./testing";

let world: World;
let stranger: World;
let ids: string[];
let second: { id: string; chatbotId: string };
let otherBot: string;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  stranger = await createWorld(["Three"]);
  const [one, two] = world.projects as [typeof second, typeof second];
  second = two;
  otherBot = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId: one.id, id: otherBot, name: "Night shift" } });
  ids = await storeConversations(one.id, [
    {
      chatbotId: one.chatbotId,
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana" },
      turns: [
        { role: "user", content: "I want to return the blender." },
        { role: "agent", content: "Returns are free for thirty days." },
        { role: "user", content: "Then I am returning it tomorrow, thank you." },
      ],
    },
    {
      chatbotId: one.chatbotId,
      platform: "whatsapp",
      startedAt: "2026-03-02T23:58:00Z",
      turns: [
        { role: "user", content: "¿Dónde está mi devolución?" },
        { role: "agent", content: "Your return is on its way." },
      ],
    },
    {
      chatbotId: otherBot,
      platform: "messenger",
      startedAt: "2026-03-03T00:00:00Z",
      turns: [{ role: "user", content: "Is the sofa in stock? The café has one." }],
    },
  ]);
  await storeConversations(
    two.id,
    Array.from({ length: 9 }, (_, index) => ({
      chatbotId: two.chatbotId,
      // Several conversations share their time, so only the id tells them apart.
      startedAt: `2026-02-0${1 + Math.floor(index / 4)}T08:00:00Z`,
      turns: [{ role: "user" as const, content: `Where is order ${index}?` }],
    })),
  );
  const [three] = stranger.projects as [typeof second];
  await storeConversations(three.id, [
    {
      chatbotId: three.chatbotId,
      startedAt: "2026-03-01T10:00:00Z",
      turns: [{ role: "user", content: "I want to return my secret." }],
    },
  ]);
});

const list = async (filters: Record<string, unknown> = {}, caller = world.caller()) =>
  conversationPage.parse(await listConversations(caller, listConversationsInput.parse(filters)));
const found = async (filters: Record<string, unknown>) => (await list(filters)).items.map(({ id }) => id);
const some = (...positions: number[]) => positions.map((position) => ids[position]);

describe("list_conversations", () => {
  test("lists newest first with what a list shows", async () => {
    const { items } = await list({ limit: 3 });
    expect(items.map(({ id }) => id)).toEqual(some(2, 1, 0));
    expect(items[2]).toMatchObject({
      chatbot_name: "One assistant",
      platform: "web",
      started_at: "2026-03-01T10:00:00.000Z",
      last_message_at: "2026-03-01T10:02:00.000Z",
      user_message_count: 2,
      agent_message_count: 1,
      preview: "I want to return the blender.",
      visitor: { name: "Ana" },
      match: null,
    });
  });

  test("pages over several projects, each conversation once, whatever the page size", async () => {
    const whole = (await list({ limit: 100 })).items;
    expect(whole).toHaveLength(12);
    for (const limit of [1, 2, 5, 11, 12]) {
      expect(await everyItem((cursor) => list({ limit, cursor })), `limit ${limit}`).toEqual(whole);
    }
    const searched = await everyItem((cursor) => list({ limit: 2, query: "order", cursor }));
    expect(searched).toHaveLength(9);
    expect(new Set(searched.map(({ id }) => id)).size).toBe(9);
  });

  test("a conversation that arrives while somebody pages neither repeats nor hides another", async () => {
    const caller = world.caller([second.id]);
    const first = await list({ limit: 4 }, caller);
    const [arrived] = await storeConversations(second.id, [
      {
        chatbotId: second.chatbotId,
        startedAt: "2026-02-20T08:00:00Z",
        turns: [{ role: "user", content: "New here" }],
      },
    ]);
    const rest = await everyItem((cursor) => list({ limit: 4, cursor: cursor ?? first.next_cursor }, caller));
    expect(new Set([...first.items, ...rest].map(({ id }) => id)).size).toBe(9);
    await prisma.conversation.deleteMany({ where: { projectId: second.id, id: arrived } });
  });

  test("filters by chatbot, platform and dates, ends included", async () => {
    expect(await found({ chatbot_id: otherBot })).toEqual(some(2));
    expect(await found({ platform: "whatsapp" })).toEqual(some(1));
    expect(await found({ from: "2026-03-01" })).toEqual(some(2, 1, 0));
    expect(await found({ from: "2026-03-02", to: "2026-03-02" })).toEqual(some(1));
    expect(await found({ from: "2026-03-01", to: "2026-03-02" })).toEqual(some(1, 0));
    expect(await found({ from: "2026-03-03T00:00:00Z" })).toEqual(some(2));
    expect(await found({ from: "2026-03-02T23:59:00Z", to: "2026-03-02T23:59:00Z" })).toEqual(some(1));
    expect(await found({ from: "2026-03-03T01:00+01:00", to: "2026-03-03T01:00+01:00" })).toEqual(some(2));
    expect(await found({ chatbot_id: otherBot, platform: "web" })).toEqual([]);
  });

  test("finds inflections, phrases, exclusions, accents and authors", async () => {
    expect(await found({ query: "return" })).toEqual(some(1, 0));
    expect(await found({ query: "returned blenders" })).toEqual(some(0));
    expect(await found({ query: '"want to return"' })).toEqual(some(0));
    expect(await found({ query: "devolucion" })).toEqual(some(1));
    expect(await found({ query: "cafe" })).toEqual(some(2));
    expect(await found({ query: "return", written_by: "customer" })).toEqual(some(0));
    expect(await found({ query: "return", written_by: "agent" })).toEqual(some(1, 0));
    expect(await found({ query: "sofa or blender" })).toEqual(some(2, 0));
    expect(await found({ query: "secret" })).toEqual([]);
  });

  test("shows the newest matching passage with its time and author", async () => {
    const [first, second] = (await list({ query: "return" })).items;
    expect(second?.match).toEqual({
      position: 2,
      role: "user",
      sent_at: "2026-03-01T10:02:00.000Z",
      snippet: "Then I am **returning** it tomorrow, thank you.",
    });
    expect(first?.match).toMatchObject({ position: 1, role: "agent" });
    const [byAgent] = (await list({ query: "thirty", written_by: "agent" })).items;
    expect(byAgent?.match?.snippet).toBe("Returns are free for **thirty** days.");
    const [accented] = (await list({ query: "devolucion" })).items;
    expect(accented?.match?.snippet).toContain("**devolucion**");
  });

  test("takes injections for words", async () => {
    for (const query of ["'; DROP TABLE message; --", "x' OR '1'='1", "blender:* & !", "\\ ' \\\\ %"]) {
      await list({ query }).catch((error) => expect(error).toBeInstanceOf(InvalidInputError));
    }
    expect(await prisma.message.count()).toBeGreaterThan(10);
  });

  test("refuses what it can't mean", async () => {
    await expect(list({ query: "the" })).rejects.toMatchObject({ problems: [{ path: "query" }] });
    await expect(list({ from: "2026-03-02", to: "2026-03-01" })).rejects.toMatchObject({
      problems: [{ path: "to" }],
    });
    await expect(list({ written_by: "agent" })).rejects.toMatchObject({ problems: [{ path: "written_by" }] });
    for (const from of ["2026-02-31", "2026-13-01", "yesterday", "0001-01-01", "2026-03-01T25:00", ""]) {
      expect(listConversationsInput.safeParse({ from }).success, from).toBe(false);
    }
    for (const input of [{ limit: 0 }, { limit: 101 }, { limit: "5" }, { platform: "sms" }, { q: "x" }]) {
      expect(listConversationsInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
    }
  });

  test("refuses a cursor of other filters, of other projects, and made-up ones", async () => {
    const { next_cursor: cursor } = await list({ limit: 1 });
    const [name] = JSON.parse(Buffer.from(cursor ?? "", "base64url").toString()) as [string];
    const forge = (...key: unknown[]) => Buffer.from(JSON.stringify([name, ...key])).toString("base64url");
    for (const filters of [
      { platform: "web", cursor },
      { query: "return", cursor },
      { cursor: "nonsense" },
      { cursor: forge("not a time", ids[0]) },
      { cursor: forge("2026-03-01T00:00:00.000Z", "x'; --") },
      { cursor: forge(1, 2) },
      { cursor: forge("2026-02-30T00:00:00.000Z") },
    ]) {
      await expect(list(filters), JSON.stringify(filters)).rejects.toBeInstanceOf(InvalidInputError);
    }
    await expect(list({ cursor }, world.caller([second.id]))).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("a chatbot of another project or organisation is not found, like one that is nowhere", async () => {
    const foreign = stranger.projects[0]?.chatbotId ?? "";
    for (const [caller, id] of [
      [world.caller(), foreign],
      [world.caller([second.id]), otherBot],
      [world.caller(), newId("chatbot")],
    ] as const) {
      await expect(list({ chatbot_id: id }, caller)).rejects.toThrow(
        new NotFoundError("chatbot", id).message,
      );
    }
  });

  test("needs conversations:read and shows nothing without a project", async () => {
    await expect(list({}, world.without("conversations:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    expect((await list({}, world.caller([]))).items).toEqual([]);
    expect((await list({ query: "return" }, world.caller([]))).items).toEqual([]);
  });
});

test("the last ten real conversations in which somebody mentioned a return take one call", async () => {
  const real = await createWorld();
  const [project] = real.projects as [typeof second];
  const samples = realConversations(project.chatbotId, 300);
  await storeConversations(project.id, samples);
  const mentions = samples.filter(({ turns }) =>
    turns.some(({ content, role }) => role === "user" && /\breturn(s|ed|ing)?\b/i.test(content)),
  );
  expect(mentions.length).toBeGreaterThan(10);
  const { items } = await list({ query: "return", written_by: "customer", limit: 10 }, real.caller());
  expect(items.map(({ started_at }) => started_at)).toEqual(
    mentions
      .map(({ startedAt }) => startedAt)
      .reverse()
      .slice(0, 10),
  );
  for (const item of items) expect(item.match?.snippet).toMatch(/\*\*return/i);
});
