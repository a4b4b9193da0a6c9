import { expect, test } from "vitest";
import { ticksUpTo } from "./ticks";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [43, [0, 20, 40, 60]],
  [6_000, [0, 2_000, 4_000, 6_000]],
])("counts up to %s stand on %j", (highest, ticks) => {
  expect(ticksUpTo(highest, "count")).toEqual(ticks);
});

test("shares always reach the whole, and times are counted in minutes, hours and days", () => {
  expect(ticksUpTo(0.2, "percent")).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(ticksUpTo(42, "seconds")).toEqual([0, 15, 30, 45]);
  expect(ticksUpTo(400, "seconds")).toEqual([0, 120, 240, 360, 480]);
  expect(ticksUpTo(9 * 86_400, "seconds")).toEqual([0, 3 * 86_400, 6 * 86_400, 9 * 86_400]);
});
