import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError, NotFoundError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { change } from "@/lib/db/change";
import { resultSize, toToolResult } from "@/lib/mcp/to-tool-result";
import { getLiveMetrics } from "./live";
import { recordEvent } from "./record";
import { getLiveMetricsInput, liveMetrics, liveMetricsTable } from "./schema";
import { toLiveMetricsTable } from "./tables";
import { addChatbot, type Happened, happen, recount } from "./testing";

/** Seven minutes into a step of a quarter of an hour. */
const NOW = new Date("2026-06-15T09:07:30Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let world: World;
let one: World["projects"][0];
let two: World["projects"][0];
let second: string;
let happened: Happened[];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  world = await createWorld(["One", "Two"]);
  [one, two] = world.projects as [World["projects"][0], World["projects"][0]];
  second = await addChatbot(one.id, "Night shift");
  const talk = (
    place: { projectId: string; chatbotId: string },
    platform: Happened["platform"],
    turns: [role: "user" | "agent", minutes: number][],
  ): Happened => ({
    ...place,
    platform,
    turns: turns.map(([role, minutes]) => ({ role, at: ago(minutes) })),
  });
  const first = { projectId: one.id, chatbotId: one.chatbotId };
  const night = { projectId: one.id, chatbotId: second };
  const other = { projectId: two.id, chatbotId: two.chatbotId };
  happened = [
    talk(first, "web", [
      ["user", 3],
      ["agent", 2],
      ["user", 1],
    ]),
    talk(first, "whatsapp", [
      ["user", 14],
      ["agent", 12],
    ]),
    talk(night, "web", [["user", 59]]),
    talk(night, "web", [["user", 90]]),
    talk(night, "messenger", [
      ["user", 300],
      ["agent", 200],
      ["user", 40],
      ["agent", 30],
    ]),
    talk(other, "web", [["user", 4]]),
    ...Array.from({ length: 40 }, (_, index) =>
      talk(first, "web", [
        ["user", 100 + index * 67],
        ["agent", 99 + index * 67],
      ]),
    ),
  ];
  await happen(world, happened);
  await change(world.caller(), {}, (db) =>
    recordEvent(db, one.id, { kind: "ticket", chatbotId: second, platform: "web", at: ago(20) }),
  );
});

afterAll(() => {
  vi.useRealTimers();
});

const get = async (input: Record<string, unknown> = {}, caller: Caller = world.caller()) =>
  liveMetrics.parse(await getLiveMetrics(caller, getLiveMetricsInput.parse(input)));

test("tells what happens now: active, waiting, and for how long", async () => {
  expect((await get()).now).toEqual({
    at: NOW.toJSON(),
    active_last_5_minutes: 2,
    active_last_15_minutes: 3,
    waiting_for_answer: 3,
    longest_wait_seconds: 59 * 60,
  });
  const { now } = await get({}, world.caller([two.id]));
  expect(now).toMatchObject({ active_last_5_minutes: 1, waiting_for_answer: 1, longest_wait_seconds: 240 });
  expect((await get({ chatbot_id: second })).now).toMatchObject({
    active_last_15_minutes: 0,
    waiting_for_answer: 1,
  });
});

test("every step equals a recount, for each length and reach", async () => {
  for (const [hours, step_minutes] of [
    [1, 5],
    [6, 15],
    [48, 60],
    [47, 5],
  ] as const) {
    const answer = await get({ hours, step_minutes });
    expect(answer.series).toHaveLength((hours * 60) / step_minutes);
    const starts = answer.series.map(({ start }) => new Date(start));
    expect(starts.at(-1)?.getTime()).toBeGreaterThan(NOW.getTime() - step_minutes * 60_000);
    expect(answer.from).toBe(answer.series[0]?.start);
    answer.series.forEach(({ start: _, leads, tickets: __, ...figures }, index) => {
      const from = starts[index] as Date;
      const before = new Date(from.getTime() + step_minutes * 60_000);
      expect(recount(happened, from, before)).toMatchObject(figures);
      expect(leads).toBe(0);
    });
    const { leads: _, tickets, ...totals } = answer.totals;
    expect(recount(happened, starts[0] as Date, ago(-1))).toMatchObject(totals);
    expect(tickets).toBe(1);
    for (const { platform, conversations } of answer.platforms) {
      const there = happened.filter((one) => one.platform === platform);
      expect(recount(there, starts[0] as Date, ago(-1)).conversations).toBe(conversations);
    }
  }
});

test("two days in steps of five minutes fit into one result", async () => {
  const answer = await get({ hours: 48, step_minutes: 5 });
  const table = liveMetricsTable.parse(toLiveMetricsTable(answer));
  expect(table.rows).toHaveLength(576);
  expect(resultSize(toToolResult(table as Json, { quota: null }))).toBeLessThan(60_000);
});

test("nobody waits where nothing happens", async () => {
  const { now, totals } = await get({}, (await createWorld()).caller());
  expect(now).toMatchObject({ waiting_for_answer: 0, longest_wait_seconds: null });
  expect(totals).toEqual({ conversations: 0, user_messages: 0, agent_messages: 0, leads: 0, tickets: 0 });
});

test("refuses other steps and reaches, missing permission and chatbots of others", async () => {
  const rule = (input: Record<string, unknown>) =>
    getLiveMetricsInput.safeParse(input).error?.issues.map(({ path, message }) => [path.join("."), message]);
  expect(rule({ step_minutes: 7 })).toEqual([["step_minutes", "must be 5, 15 or 60"]]);
  expect(rule({ hours: 49 })?.[0]?.[0]).toBe("hours");
  await expect(get({}, world.without("analytics:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  await expect(get({ chatbot_id: second }, world.caller([two.id]))).rejects.toBeInstanceOf(NotFoundError);
  await expect(get({ chatbot_id: second }, (await createWorld()).caller())).rejects.toBeInstanceOf(
    NotFoundError,
  );
});
