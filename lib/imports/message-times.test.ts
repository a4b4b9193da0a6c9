import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageTimes, SPREAD_DAYS } from "./message-times";

const importedAt = new Date("2026-11-01T12:00:00Z");
const DAY_MS = 86_400_000;
const missing = (count: number): null[] => new Array<null>(count).fill(null);

describe("times of messages that have none", () => {
  test("are the same every time and differ between conversations", () => {
    const times = messageTimes(missing(5), { conversationId: "a", importedAt });
    expect(messageTimes(missing(5), { conversationId: "a", importedAt })).toEqual(times);
    expect(messageTimes(missing(5), { conversationId: "b", importedAt })).not.toEqual(times);
  });

  test("are spread over the last 90 days, each of them", () => {
    const days = new Set<number>();
    for (let index = 0; index < 3_000; index += 1) {
      const times = messageTimes(missing(12), { conversationId: `conv_${index}`, importedAt });
      for (const at of times) expect(at.getTime()).toBeLessThanOrEqual(importedAt.getTime());
      const age = (importedAt.getTime() - (times[0] as Date).getTime()) / DAY_MS;
      expect(age).toBeLessThanOrEqual(SPREAD_DAYS);
      days.add(Math.floor(age));
    }
    expect(days.size).toBe(SPREAD_DAYS);
  });

  test("lie 20 to 120 seconds apart", () => {
    const times = messageTimes(missing(200), { conversationId: "a", importedAt }).map((at) => at.getTime());
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(120_000);
  });

  test("fit between those that are given, which stay", () => {
    const first = new Date("2026-10-01T10:00:00Z");
    const last = new Date("2026-10-01T10:00:30Z");
    const times = messageTimes([null, first, null, null, null, last, null], {
      conversationId: "a",
      importedAt,
    });
    expect(times[1]).toEqual(first);
    expect(times[5]).toEqual(last);
    expect(times).toEqual(times.toSorted((left, right) => left.getTime() - right.getTime()));
    expect((times[6] as Date).getTime() - last.getTime()).toBeGreaterThanOrEqual(20_000);
    expect(first.getTime() - (times[0] as Date).getTime()).toBeGreaterThanOrEqual(20_000);
  });

  test("a conversation that grew in two imports goes on where it stopped", () => {
    const whole = messageTimes(missing(9), { conversationId: "a", importedAt });
    const start = whole.slice(0, 4);
    const grown = messageTimes(missing(5), {
      conversationId: "a",
      after: { count: 4, lastAt: start[3] as Date },
      importedAt,
    });
    expect([...start, ...grown]).toEqual(whole);
  });

  test("whatever is given: never decreasing, never in the future, given ones kept", () => {
    const given = fc
      .array(fc.option(fc.integer({ min: 1, max: 100 * DAY_MS })), { minLength: 1, maxLength: 40 })
      .map((ages) => {
        const sorted = ages.filter((age) => age !== null).toSorted((left, right) => right - left);
        return ages.map((age) =>
          age === null ? null : new Date(importedAt.getTime() - Number(sorted.shift())),
        );
      });
    fc.assert(
      fc.property(given, fc.string(), (times, conversationId) => {
        const filled = messageTimes(times, { conversationId, importedAt });
        expect(filled).toHaveLength(times.length);
        filled.forEach((at, index) => {
          expect(at.getTime()).toBeLessThanOrEqual(importedAt.getTime());
          if (index > 0) expect(at.getTime()).toBeGreaterThanOrEqual((filled[index - 1] as Date).getTime());
          if (times[index]) expect(at).toEqual(times[index]);
        });
      }),
      { seed: 20261101, numRuns: 500 },
    );
  });
});
