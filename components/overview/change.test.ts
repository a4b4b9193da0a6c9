import { expect, test } from "vitest";
import { percentChange } from "./change";

test("the change is against the time before", () => {
  expect(percentChange(150, 100)).toBe(50);
  expect(percentChange(50, 100)).toBe(-50);
  expect(percentChange(0, 100)).toBe(-100);
  expect(percentChange(10, 0)).toBeUndefined();
});
