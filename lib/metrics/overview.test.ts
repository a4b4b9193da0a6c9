import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { storeConversations } from "@/lib/conversations/testing";
import { InsufficientPermissionError } from "@/lib/core/errors";
import { change } from "@/lib/db/change";
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
  expect(answer.totals).toEqual({ conversations: 6, messages: 11, chatbots: 1, products: 1 });
  expect(answer.range).toMatchObject({
    conversations: 3,
    previous_conversations: 2,
    user_messages: 3,
    agent_messages: 2,
    average_response_seconds: 60,
    platforms: [
      { platform: "web", conversations: 2 },
      { platform: "whatsapp", conversations: 1 },
      { platform: "messenger", conversations: 0 },
    ],
  });
  expect(answer.range.answered_rate).toBeCloseTo(2 / 3);
  expect(answer.range.days.map(({ conversations }) => conversations)).toEqual([1, 0, 0, 0, 0, 0, 2]);
  expect(answer.range.days.at(-1)?.day).toBe(new Date().toJSON().slice(0, 10));
  expect(answer.latest_conversations).toHaveLength(5);
  expect(answer.last_conversation_at).toBe(answer.latest_conversations[0]?.last_message_at);
});

test("adds up all projects of the caller", async () => {
  const answer = await get(1, world.caller());
  expect(answer.range.conversations).toBe(3);
  expect(answer.totals.chatbots).toBe(2);
});

test("an empty project has zeroes, a line for every day and no rates", async () => {
  const empty = await createWorld();
  const answer = await get(30, empty.caller());
  expect(answer.range.days).toHaveLength(30);
  expect(answer.range).toMatchObject({ answered_rate: null, average_response_seconds: null });
  expect(answer.last_conversation_at).toBeNull();
});

test("needs analytics:read, and shows no conversation without conversations:read", async () => {
  await expect(get(7, world.without("analytics:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  const answer = await get(7, world.without("conversations:read"));
  expect(answer.latest_conversations).toEqual([]);
  expect(answer.range.conversations).toBeGreaterThan(0);
});
