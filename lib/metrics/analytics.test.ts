import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createWorld, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { InsufficientPermissionError, type InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import type { Json } from "@/lib/core/json";
import { dayIn, startOfDay, UTC } from "@/lib/core/time-zone";
import { change } from "@/lib/db/change";
import { resultSize, toToolResult } from "@/lib/mcp/to-tool-result";
import { getAnalytics } from "./analytics";
import { daysAfter } from "./period";
import { recordEvent } from "./record";
import { analytics, analyticsTable, getAnalyticsInput } from "./schema";
import { toAnalyticsTable } from "./tables";
import { busyWorld, type Happened, recount } from "./testing";

const NOW = new Date("2026-06-15T09:00:00Z");

let world: World;
let one: World["projects"][0];
let second: string;
let happened: Happened[];

beforeAll(async () => {
  // The day must not change while the tests run.
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  ({ world, one, second, happened } = await busyWorld(NOW, 400));
});

afterAll(() => {
  vi.useRealTimers();
});

const get = async (input: Record<string, unknown>, caller: Caller = world.caller()) =>
  analytics.parse(await getAnalytics(caller, getAnalyticsInput.parse(input)));

/** The figures of a period, its platforms and its steps, counted one by one. */
function expectExact(answer: Awaited<ReturnType<typeof get>>, of: readonly Happened[], zone = UTC) {
  const day = (text: string) => startOfDay(zone, text);
  const after = (text: string) => day(daysAfter(text, 1));
  const { period, previous_period: before } = answer;
  expect(answer.totals).toMatchObject(recount(of, day(period.from), after(period.to)));
  expect(answer.previous_totals).toMatchObject(recount(of, day(before.from), after(before.to)));
  expect(answer.totals.conversations).toBeGreaterThan(0);
  for (const { platform, ...figures } of answer.platforms) {
    const there = of.filter((conversation) => conversation.platform === platform);
    expect(figures).toMatchObject(recount(there, day(period.from), after(period.to)));
  }
  answer.series.forEach(({ start, ...figures }, index) => {
    const next = answer.series[index + 1];
    expect(figures).toMatchObject(recount(of, day(start), next ? day(next.start) : after(period.to)));
  });
}

describe("get_analytics", () => {
  test("counts days, platforms and the days before as a recount does", async () => {
    const answer = await get({ days: 28 });
    expect(answer.period).toEqual({ from: "2026-05-19", to: "2026-06-15", days: 28 });
    expect(answer.previous_period).toEqual({ from: "2026-04-21", to: "2026-05-18", days: 28 });
    expect(answer.series.map(({ start }) => start)).toHaveLength(28);
    expect(answer.series.at(-1)?.start).toBe("2026-06-15");
    expectExact(answer, happened);
  });

  test("is 30 days long by default, and knows no chatbot unless one is named", async () => {
    expect(await get({})).toMatchObject({ period: { days: 30 }, step: "day", chatbot: null });
  });

  test("counts one project, or one chatbot", async () => {
    const ofOne = happened.filter(({ projectId }) => projectId === one.id);
    expectExact(await get({ days: 60 }, world.caller([one.id])), ofOne);
    const answer = await get({ days: 60, chatbot_id: second });
    expect(answer.chatbot).toEqual({ id: second, name: "Night shift" });
    expectExact(
      answer,
      happened.filter(({ chatbotId }) => chatbotId === second),
    );
  });

  test.each(["Asia/Tokyo", "America/New_York", "Pacific/Auckland"])(
    "days of a project in %s begin there",
    async (zone) => {
      for (const input of [{ days: 300 }, { days: 60, step: "week", chatbot_id: second }]) {
        const answer = await getAnalytics(world.caller(), getAnalyticsInput.parse(input), zone);
        const { chatbot } = answer;
        expectExact(
          answer,
          happened.filter(({ chatbotId }) => chatbot === null || chatbot.id === chatbotId),
          zone,
        );
        expect(answer.period.to).toBe(dayIn(zone, NOW.getTime()));
      }
    },
  );

  test("weeks begin on Monday and months on the first, cut by the period", async () => {
    const weeks = await get({ from: "2026-05-06", to: "2026-06-02", step: "week" });
    expect(weeks.series.map(({ start }) => start)).toEqual([
      "2026-05-06",
      "2026-05-11",
      "2026-05-18",
      "2026-05-25",
      "2026-06-01",
    ]);
    expectExact(weeks, happened);
    const months = await get({ from: "2025-11-15", to: "2026-02-01", step: "month" });
    expect(months.series.map(({ start }) => start)).toEqual([
      "2025-11-15",
      "2025-12-01",
      "2026-01-01",
      "2026-02-01",
    ]);
    expectExact(months, happened);
  });

  test("counts leads and tickets", async () => {
    const at = new Date("2026-03-05T12:00:00Z");
    await change(world.caller(), {}, async (db) => {
      for (const kind of ["lead", "lead", "ticket"] as const) {
        await recordEvent(db, one.id, { kind, chatbotId: second, platform: "whatsapp", at });
      }
    });
    const answer = await get({ from: "2026-03-05", to: "2026-03-05", chatbot_id: second });
    expect(answer.totals).toMatchObject({ leads: 2, tickets: 1 });
    expect(answer.platforms[1]).toMatchObject({ platform: "whatsapp", leads: 2, tickets: 1 });
  });

  test("a year of days is one answer far below the limit of a result", async () => {
    const answer = await get({ days: 365 });
    expectExact(answer, happened);
    const table = analyticsTable.parse(toAnalyticsTable(answer));
    expect(table.rows).toHaveLength(365);
    expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
    const result = toToolResult(table as Json, { quota: null });
    expect(resultSize(result)).toBeLessThan(40_000);
    const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
    const last = table.rows.at(-1)?.map((value) => value ?? "none");
    expect(text).toContain(`\n- ${last?.join(", ")}`);
  });

  test("the table begins where anything happened, and is empty when nothing did", async () => {
    const table = async (input: Record<string, unknown>) => toAnalyticsTable(await get(input)).rows;
    const oldest = Math.min(...happened.map(({ turns }) => turns[0]?.at.getTime() ?? Number.NaN));
    const first = new Date(oldest).toJSON().slice(0, 10);
    const rows = await table({ from: "2025-04-20", to: "2025-06-01" });
    expect(rows[0]?.[0]).toBe(first);
    expect(rows.at(-1)?.[0]).toBe("2025-06-01");
    expect(await table({ from: "2020-01-01", to: "2020-01-31" })).toEqual([]);
  });

  test("names the field, the rule and the next step of days that do not fit", async () => {
    const refusal = async (input: Record<string, unknown>) => {
      const error = (await get(input).catch((cause) => cause)) as InvalidInputError;
      expect(error.code).toBe("invalid_input");
      return { ...error.problems[0], nextStep: error.nextStep };
    };
    expect(await refusal({ from: "2026-06-02", to: "2026-06-01" })).toEqual({
      path: "to",
      message: "must not be before from",
      nextStep: "Swap from and to.",
    });
    expect(await refusal({ from: "2026-06-01", days: 3 })).toMatchObject({
      path: "from",
      message: "must not stand beside days",
    });
    expect(await refusal({ from: "2026-06-16" })).toMatchObject({
      path: "from",
      message: "must not be after today, 2026-06-15 (UTC)",
    });
    expect(await refusal({ from: "2025-06-15", to: "2026-06-15" })).toEqual({
      path: "from",
      message: "must be at most 365 days before to, not 366",
      nextStep: "Ask from 2025-06-16, or for one year after the other.",
    });
    expect((await get({ from: "2025-06-16", to: "2026-06-15" })).period.days).toBe(365);
    const rule = (input: Record<string, unknown>) =>
      getAnalyticsInput.safeParse(input).error?.issues.map(({ path, message }) => [path.join("."), message]);
    expect(rule({ days: 366 })).toEqual([["days", "must be at most 365"]]);
    expect(rule({ from: "2026-02-30" })).toEqual([["from", "must be a day that exists"]]);
    expect(rule({ to: "2026-06-01T10:00Z" })).toEqual([["to", "must be a day such as 2026-03-31"]]);
  });

  test("the end of the month may be asked for before it has come", async () => {
    const answer = await get({ from: "2026-06-01", to: "2026-06-30" });
    expect(answer.period).toEqual({ from: "2026-06-01", to: "2026-06-15", days: 15 });
  });

  test("needs analytics:read, and finds nothing of others", async () => {
    await expect(get({}, world.without("analytics:read"))).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    const stranger = (await createWorld()).caller();
    expect((await get({ days: 365 }, stranger)).totals.conversations).toBe(0);
    for (const chatbot_id of [second, newId("chatbot")]) {
      await expect(get({ chatbot_id }, stranger)).rejects.toThrow(
        new NotFoundError("chatbot", chatbot_id).message,
      );
    }
    const [, two] = world.projects as [World["projects"][0], World["projects"][0]];
    await expect(get({ chatbot_id: second }, world.caller([two.id]))).rejects.toBeInstanceOf(NotFoundError);
  });
});
