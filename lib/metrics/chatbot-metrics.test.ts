import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { getChatbotMetrics } from "./chatbot-metrics";
import { recordEvent } from "./record";
import { chatbotMetrics, getChatbotMetricsInput } from "./schema";
import { addChatbot, busyWorld, type Happened, happen, recount } from "./testing";

const NOW = new Date("2026-06-15T09:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let second: string;
let happened: Happened[];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  ({ world, one, two, second, happened } = await busyWorld(NOW, 60));
  const recent = [1, 14, 16, 23 * 60, 25 * 60].map((minutes) => ({
    projectId: one.id,
    chatbotId: second,
    platform: "web" as const,
    turns: [{ role: "user" as const, at: minutesAgo(minutes) }],
  }));
  await happen(world, recent);
  happened = [...happened, ...recent];
  await change(world.caller(), {}, async (db) => {
    for (const chatbotId of [second, second, second, null]) {
      await recordEvent(db, one.id, { kind: "lead", chatbotId, platform: null, at: minutesAgo(60) });
    }
  });
});

afterAll(() => {
  vi.useRealTimers();
});

const get = async (input: Record<string, unknown> = {}, caller: Caller = world.caller()) =>
  chatbotMetrics.parse(await getChatbotMetrics(caller, getChatbotMetricsInput.parse(input)));

function expected(of: readonly Happened[], from: string) {
  const isActive = (minutes: number) =>
    of.filter(({ turns }) => (turns.at(-1)?.at as Date) >= minutesAgo(minutes)).length;
  return {
    active_conversations: isActive(24 * 60),
    active_last_15_minutes: isActive(15),
    ...recount(of, new Date(`${from}T00:00:00Z`), new Date("2026-06-16T00:00:00Z")),
  };
}

test("compares the chatbots of all projects, busiest first, with their total", async () => {
  const answer = await get();
  expect(answer.period).toEqual({ from: "2026-05-17", to: "2026-06-15", days: 30 });
  expect(answer.total).toMatchObject(expected(happened, "2026-05-17"));
  expect(answer.total.active_last_15_minutes).toBe(2);
  expect(answer.chatbot_count).toBe(3);
  const counts = answer.chatbots.map(({ conversations }) => conversations);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  for (const row of answer.chatbots) {
    const of = happened.filter(({ chatbotId }) => chatbotId === row.chatbot_id);
    expect(row).toMatchObject(expected(of, "2026-05-17"));
  }
});

test("lead conversion is leads by conversations; null without any", async () => {
  const { chatbots, total } = await get();
  const ours = chatbots.find(({ chatbot_id }) => chatbot_id === second);
  expect(ours).toMatchObject({ leads: 3, name: "Night shift", is_primary: false, is_enabled: true });
  expect(ours?.lead_conversion).toBeCloseTo(3 / (ours?.conversations ?? 0), 4);
  expect(chatbots.find(({ chatbot_id }) => chatbot_id === one.chatbotId)?.leads).toBe(1);
  expect(total).toMatchObject({ leads: 4 });
  expect((await get({ from: "2020-01-01", to: "2020-01-02" })).total.lead_conversion).toBeNull();
});

test("shows a chatbot in which nothing happened, and one alone", async () => {
  const idle = await addChatbot(two.id, "Idle", false);
  const answer = await get({}, world.caller([two.id]));
  expect(answer.chatbots.map(({ chatbot_id }) => chatbot_id)).toEqual([two.chatbotId, idle]);
  expect(answer.chatbots[1]).toMatchObject({ conversations: 0, is_enabled: false, response_rate: null });
  const alone = await get({ chatbot_id: second, days: 7 });
  expect(alone.chatbots.map(({ chatbot_id }) => chatbot_id)).toEqual([second]);
  expect(alone.total.conversations).toBe(alone.chatbots[0]?.conversations);
});

test("needs analytics:read, a range that fits, and a chatbot of its own", async () => {
  await expect(get({}, world.without("analytics:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  await expect(get({ from: "2026-06-02", to: "2026-06-01" })).rejects.toBeInstanceOf(InvalidInputError);
  await expect(get({ from: "2024-06-02" })).rejects.toBeInstanceOf(InvalidInputError);
  const stranger = (await createWorld()).caller();
  expect((await get({}, stranger)).total).toMatchObject({ conversations: 0, active_conversations: 0 });
  for (const chatbot_id of [second, newId("chatbot")]) {
    await expect(get({ chatbot_id }, stranger)).rejects.toBeInstanceOf(NotFoundError);
    await expect(get({ chatbot_id }, world.caller([two.id]))).rejects.toBeInstanceOf(NotFoundError);
  }
});
