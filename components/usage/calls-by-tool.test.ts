import { expect, test } from "vitest";
import { callsByTool } from "./calls-by-tool";

const DAYS = ["2026-03-01", "2026-03-02"];

function usageOf(calls: Record<string, [number, number]>) {
  return {
    series: DAYS.map((day) => ({
      day,
      calls: 0,
      denied: 0,
      counted_calls: null,
      input_tokens: 0,
      output_tokens: 0,
    })),
    tools: Object.entries(calls).map(([tool, [first, second]]) => ({
      tool,
      calls: first + second,
      denied: 0,
    })),
    tools_by_day: Object.entries(calls).flatMap(([tool, counts]) =>
      counts.map((count, index) => ({ day: DAYS[index] ?? "", tool, calls: count })),
    ),
  };
}

test("the most used tools stand alone, the rest together, and no call is lost", () => {
  const { data, series } = callsByTool(
    usageOf({ a: [9, 1], b: [2, 2], c: [1, 2], d: [30, 0], e: [1, 1], f: [1, 0], refused: [0, 0] }),
  );
  expect(series.map(({ label }) => label)).toEqual(["d", "a", "b", "c", "Other tools"]);
  expect(data).toEqual([
    { day: DAYS[0], tool0: 30, tool1: 9, tool2: 2, tool3: 1, others: 2 },
    { day: DAYS[1], tool0: 0, tool1: 1, tool2: 2, tool3: 2, others: 1 },
  ]);
});

test("five tools need no rest, and no calls no bars", () => {
  const five = callsByTool(usageOf({ a: [1, 0], b: [1, 0], c: [1, 0], d: [1, 0], e: [1, 0] }));
  expect(five.series).toHaveLength(5);
  expect(five.series.every(({ key }) => key !== "others")).toBe(true);
  expect(callsByTool(usageOf({}))).toEqual({ data: DAYS.map((day) => ({ day })), series: [] });
});
