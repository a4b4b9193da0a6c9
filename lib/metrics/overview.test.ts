import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { storeConversations } from "@/lib/conversations/testing";
import { InsufficientPermissionError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { storeProducts } from "@/lib/products/testing";
import { getOverview } from "./overview";
import { recordConversations } from "./record";
import { getOverviewInput, overview } from "./schema";

const DAY_MS = 86_400_000;
/** Noon, so that the messages of a conversation stay in its day. */
const noon = (daysAgo: number) =>
  new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - daysAgo * DAY_MS + DAY_MS / 2);

let world: World;

async function add(project: World["projects"][0], daysAgo: number, platform: "web" | "whatsapp") {
  const startedAt = noon(daysAgo);
  const sample = {
    chatbotId: project.chatbotId,
    platform,
    startedAt: startedAt.toJSON(),
    turns: [
      { role: "user" as const, content: "Hello" },
      ...(platform === "web" ? [{ role: "agent" as const, content: "Hi" }] : []),
    ],
  };
  await storeConversations(project.id, [sample]);
  await change(world.caller(), {}, (db) =>
    recordConversations(db, project.id, [
      {
        chatbotId: project.chatbotId,
        platform,
        startedAt,
        messages: sample.turns.map(({ role }, index) => ({
          role,
          sentAt: new Date(startedAt.getTime() + index * 60_000),
        })),
      },
    ]),
  );
}

beforeAll(async () => {
  // The day must not change while the tests run.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-15T09:00:00Z") });
  world = await createWorld(["One", "Two"]);
  const [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  await storeProducts(one.id, [{ title: "A" }]);
  await prisma.chatbot.create({
    data: { projectId: one.id, id: newId("chatbot"), name: "Resting", isEnabled: false },
  });
  for (const [daysAgo, platform] of [
    [0, "web"],
    [0, "whatsapp"],
    [6, "web"],
    [7, "web"],
    [13, "web"],
    [14, "web"],
  ] as const) {
    await add(one, daysAgo, platform);
  }
  await add(two, 0, "web");
});

afterAll(() => {
  vi.useRealTimers();
});

const get = async (days: number, caller = world.caller([firstProject(world).id])) =>
  overview.parse(await getOverview(caller, getOverviewInput.parse({ days })));

test("counts one project, of all time and for each day of the range", async () => {
  const answer = await get(7);
  expect(answer.totals).toEqual({
    conversations: 6,
    messages: 11,
    leads: 0,
    tickets: 0,
    products: 1,
    chatbots: 2,
    active_chatbots: 1,
  });
  expect(answer.platforms).toEqual([
    { platform: "web", conversations: 5, messages: 10 },
    { platform: "whatsapp", conversations: 1, messages: 1 },
    { platform: "messenger", conversations: 0, messages: 0 },
  ]);
  const nothing = { leads: 0, tickets: 0 };
  expect(answer.activity).toEqual({
    today: { conversations: 2, messages: 3, ...nothing },
    yesterday: { conversations: 0, messages: 0, ...nothing },
    last_7_days: { conversations: 3, messages: 5, ...nothing },
  });
  expect(answer.range).toMatchObject({
    period: { from: "2026-06-09", to: "2026-06-15", days: 7 },
    conversations: 3,
    previous_conversations: 2,
    messages: 5,
    previous_messages: 4,
    chatbots_with_conversations: 1,
    average_response_seconds: 60,
    platforms: [
      { platform: "web", conversations: 2, messages: 4 },
      { platform: "whatsapp", conversations: 1, messages: 1 },
      { platform: "messenger", conversations: 0, messages: 0 },
    ],
  });
  expect(answer.range.response_rate).toBeCloseTo(2 / 3, 3);
  expect(answer.latest_conversations).toHaveLength(5);
  expect(answer.last_conversation_at).toBe(answer.latest_conversations[0]?.last_message_at);
});

test("adds up all projects of the caller", async () => {
  const answer = await get(1, world.caller());
  expect(answer.range.conversations).toBe(3);
  expect(answer.totals.chatbots).toBe(3);
});

test("an empty project has zeroes and no rates", async () => {
  const empty = await createWorld();
  const answer = await get(30, empty.caller());
  expect(answer.totals).toMatchObject({ conversations: 0, messages: 0, active_chatbots: 1 });
  expect(answer.range).toMatchObject({
    conversations: 0,
    response_rate: null,
    average_response_seconds: null,
  });
  expect(answer.last_conversation_at).toBeNull();
});

test("needs analytics:read, and shows no conversation without conversations:read", async () => {
  await expect(get(7, world.without("analytics:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  const answer = await get(7, world.without("conversations:read"));
  expect(answer.latest_conversations).toEqual([]);
  expect(answer.range.conversations).toBeGreaterThan(0);
});
